import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NotFoundError } from '#kernel/errors.ts'
import { anonymous, systemViewer, type Viewer } from '#kernel/viewer.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, prepare } from '#platform/database/statements.ts'
import type { OperationUnits } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

type Asking = Record<'scope' | 'stations' | 'organizations' | 'userId' | 'apiKeyId', string>
const setting = (name: string) => sql<string>`coalesce(current_setting(${sql.lit(`app.${name}`)}, true), '')`
const whoAsks = prepare<Asking>({
  compile: () =>
    sql<Asking>`select ${setting('scope')} as scope, ${setting('station_ids')} as stations,
      ${setting('organization_ids')} as organizations, ${setting('user_id')} as "userId",
      ${setting('api_key_id')} as "apiKeyId"`.compile(db),
})

const rights = () => ({ stationIds: [newId(), newId()], organizationIds: [newId()], grants: new Map() })
const viewers: Record<string, Viewer> = {
  nobody: anonymous,
  'a user': { kind: 'user', userId: newId(), sessionId: newId(), ...rights() },
  'another user': { kind: 'user', userId: newId(), sessionId: newId(), ...rights(), stationIds: [] },
  'a partner': { kind: 'partner', apiKeyId: newId(), partnerId: newId(), plan: 'TRIAL', ...rights() },
  'the platform': systemViewer('platform', rights()),
  'the door for signing in': systemViewer('sign_in'),
}
const pairs = Object.entries(viewers).flatMap(([outer, viewer]) =>
  Object.entries(viewers).map(([inner, inside]) => [outer, inner, viewer, inside] as const),
)

let gateway: TestGateway
let unitOfWork: OperationUnits

beforeAll(async () => {
  gateway = await startTestGateway()
  unitOfWork = gateway.gateway.platform.unitOfWork
})

afterAll(() => gateway.stop())

const asking = async (session: Session) => (await session.run(whoAsks, []))[0]

describe('who asks', () => {
  it.each(pairs)(
    'is %s, within a part %s, and then the first again, with nothing of the other',
    async (_outer, _inner, viewer, inside) => {
      const fresh = (asked: Viewer) => unitOfWork.run(asked, ({ session }) => asking(session))
      const [first, other] = [await fresh(viewer), await fresh(inside)]
      await unitOfWork.runOperation(viewer, async (unit) => {
        expect(await asking(unit.reads)).toEqual(first)
        expect(await unit.run(inside, ({ session }) => asking(session))).toEqual(other)
        expect(await asking(unit.reads)).toEqual(first)
        await expect(unit.run(inside, () => Promise.reject(new NotFoundError('customer')))).rejects.toThrow(
          NotFoundError,
        )
        expect(await asking(unit.reads)).toEqual(first)
        return { result: null, keep: false }
      })
    },
  )

  it('is not mixed up by reads that are asked for while a part is another viewer’s', async () => {
    await unitOfWork.runOperation(anonymous, async (unit) => {
      const part = unit.run(systemViewer('platform'), async ({ session }) => {
        await asking(session)
        return asking(session)
      })
      const reads = await Promise.all(Array.from({ length: 5 }, () => asking(unit.reads)))
      expect((await part)?.scope).toBe('platform')
      expect(reads.map((asked) => asked?.scope)).toEqual(['', '', '', '', ''])
      return { result: null, keep: false }
    })
  })

  it('is the one as whom the reads are renewed; what comes last asks as the operation’s viewer again', async () => {
    const [viewer, reader] = [systemViewer('platform', rights()), systemViewer('sign_in')]
    const fresh = (asked: Viewer) => unitOfWork.run(asked, ({ session }) => asking(session))
    const [first, other] = [await fresh(viewer), await fresh(reader)]
    let last: Asking | undefined
    await unitOfWork.runOperation(viewer, async (unit) => {
      expect(await asking(unit.reads)).toEqual(first)
      unit.reads.renew(reader)
      expect(await Promise.all([asking(unit.reads), asking(unit.reads)])).toEqual([other, other])
      await unit.run(viewer, async ({ session }) => expect(await asking(session)).toEqual(first))
      expect(await asking(unit.reads)).toEqual(other)
      return {
        result: null,
        keep: true,
        last: async () => {
          last = await asking(unit.transaction.session)
        },
      }
    })
    expect(last).toEqual(first)
  })
})
