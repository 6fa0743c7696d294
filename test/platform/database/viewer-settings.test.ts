import { describe, expect, it } from 'vitest'
import { anonymous, systemViewer, type Viewer } from '#kernel/viewer.ts'
import { originSettings } from '#platform/database/viewer-settings.ts'

const ID = '01980000-0000-7000-8000-00000000abcd'
const nobody = { stationIds: [], organizationIds: [], grants: new Map() }
const user: Viewer = { kind: 'user', userId: ID, sessionId: ID, ...nobody }

describe('the settings that tell the audit log on whose behalf rows change', () => {
  it.each([
    [user, `user:${ID}`],
    [{ kind: 'partner', apiKeyId: ID, partnerId: ID, plan: 'TRIAL', ...nobody } satisfies Viewer, `partner:${ID}`],
    [systemViewer('platform'), 'system:platform'],
    [anonymous, 'anonymous'],
  ])('name who asked: %#', (actor, text) => {
    expect(originSettings({ actor, requestId: 'request-1' })).toBe(
      `SET LOCAL app.actor = '${text}'; SET LOCAL app.request_id = 'request-1'`,
    )
  })

  it('have no request for what nobody has asked for', () => {
    expect(originSettings({ actor: anonymous, requestId: null })).toBe(
      `SET LOCAL app.actor = 'anonymous'; SET LOCAL app.request_id = ''`,
    )
  })

  it.each([["'; SET LOCAL app.scope = 'feed"], ['short'], ['a'.repeat(65)], ['request_1'], ['request-1\n'], ['']])(
    'refuse %j as the id of a request',
    (requestId) => {
      expect(() => originSettings({ actor: anonymous, requestId })).toThrow(TypeError)
    },
  )

  it('refuse a user whose id is none', () => {
    const actor: Viewer = { ...user, userId: "x'; RESET ALL; --" }
    expect(() => originSettings({ actor, requestId: null })).toThrow(TypeError)
  })
})
