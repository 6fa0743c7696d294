import { describe, expect, it } from 'vitest'
import type { Permission } from '#kernel/permissions.ts'
import {
  atOnce,
  codesOf,
  type HelpDesk,
  open,
  openAs,
  outcomeOf,
  type Step,
  type StepState,
  sendStep,
  storedEvents,
  storedHistory,
  withoutTrace,
} from './help-desk.ts'

interface StepUnderTest {
  step: Step
  permission: Permission
  /** A state that the step starts from, and the one that it is for. */
  from: StepState
  to: StepState
  refusedIn: readonly StepState[]
  /** What the step wants besides the escalation and its version. */
  details: () => object
}

/** What every step refuses, with nothing changed and nothing told; and that of two at once one wins. */
export function describeRefusals(desk: () => HelpDesk, under: StepUnderTest): void {
  const { step, permission, from, to, refusedIn, details } = under
  const send = (input: object, token?: string) => sendStep(desk(), step, { ...details(), ...input }, token)

  describe(`${step} refuses`, () => {
    it.each(refusedIn)('an escalation that is %s', async (status) => {
      const chosen = await openAs(desk(), status)
      const outcome = await withoutTrace(desk(), () => outcomeOf(send(chosen, desk().manager.token)))
      expect(outcome).toEqual({
        __typename: 'InvalidTransitionError',
        code: 'INVALID_TRANSITION',
        message: `An escalation that is ${status} cannot become ${to}.`,
        path: null,
        from: status,
        to,
      })
    })

    it.each([-1, 1])('a version that is not the current one (%i)', async (difference) => {
      const { escalationId, expectedVersion: current } = await openAs(desk(), from)
      const input = { escalationId, expectedVersion: current + difference }
      const outcome = await withoutTrace(desk(), () => outcomeOf(send(input, desk().manager.token)))
      expect(outcome).toEqual({
        __typename: 'VersionConflictError',
        code: 'VERSION_CONFLICT',
        message: `The escalation is at version ${current}, not ${current + difference}: read it again.`,
        path: ['expectedVersion'],
        currentVersion: current,
      })
    })

    it("somebody else's escalation like one that does not exist", async () => {
      const chosen = await openAs(desk(), from)
      const atOtherStation = { escalationId: await open(desk(), { stationId: desk().there }), expectedVersion: 1 }
      const missing = { escalationId: 'escalation_01h455vb4pex5vsknk084sn02q', expectedVersion: 1 }
      await withoutTrace(desk(), async () => {
        const foreign = await outcomeOf(send(chosen, desk().stranger.token))
        expect(foreign).toEqual({
          __typename: 'NotFoundError',
          code: 'NOT_FOUND',
          message: 'There is no such escalation.',
          path: ['escalationId'],
        })
        expect(await outcomeOf(send(missing, desk().stranger.token))).toEqual(foreign)
        expect(await outcomeOf(send(atOtherStation, desk().agent.token))).toEqual(foreign)
      })
    })

    it('an id of another kind, and what is no id', async () => {
      const { expectedVersion } = await openAs(desk(), from)
      await withoutTrace(desk(), async () => {
        const swapped = await outcomeOf(send({ escalationId: desk().here, expectedVersion }, desk().manager.token))
        expect(swapped).toMatchObject({ __typename: 'NotFoundError', path: ['escalationId'] })
        const malformed = await outcomeOf(send({ escalationId: '7', expectedVersion }, desk().manager.token))
        expect(malformed).toMatchObject({ __typename: 'ValidationError', path: ['escalationId'] })
      })
    })

    it(`whoever does not hold ${permission} there, or is not signed in`, async () => {
      const chosen = await openAs(desk(), from)
      await withoutTrace(desk(), async () => {
        for (const { token } of [desk().observer, desk().neighbour]) {
          const answer = await send(chosen, token)
          expect(codesOf(answer)).toEqual(['FORBIDDEN'])
          expect(answer.body.errors?.[0]?.message).toBe(`This needs the permission ${permission}.`)
        }
        const anonymous = await send(chosen)
        expect(codesOf(anonymous)).toEqual(['UNAUTHENTICATED'])
        expect(anonymous.status).toBe(401)
      })
    })

    it('all but one of those who take it at the same time', async () => {
      const chosen = await openAs(desk(), from)
      const tokens = [desk().manager.token, desk().agent.token, desk().manager.token, desk().agent.token]
      const acts = tokens.map((token) => () => outcomeOf(send(chosen, token)))
      const outcomes = await atOnce(desk(), chosen.escalationId, acts)
      expect(outcomes.filter(({ escalation }) => escalation)).toHaveLength(1)
      const lost = outcomes.filter(({ currentVersion }) => currentVersion === chosen.expectedVersion + 1)
      expect(lost).toHaveLength(3)
      const versions = Array.from({ length: chosen.expectedVersion + 1 }, (_, at) => at + 1)
      const events = await storedEvents(desk(), chosen.escalationId)
      expect(events.map(({ aggregate_version }) => aggregate_version)).toEqual(versions)
      expect(await storedHistory(desk(), chosen.escalationId)).toHaveLength(versions.length)
    })
  })
}
