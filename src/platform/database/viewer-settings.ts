import { isRequestId } from '#kernel/request-id.ts'
import { isUuid } from '#kernel/type-id.ts'
import type { Viewer } from '#kernel/viewer.ts'

/** What row-level security asks for. What is not set is empty, and shows nothing. */
const unset = { scope: '', station_ids: '', organization_ids: '', user_id: '', api_key_id: '', partner_id: '' }
type Settings = typeof unset

function uuidList(ids: readonly string[]): string {
  for (const id of ids) if (!isUuid(id)) throw new TypeError(`not a UUID: ${id}`)
  return ids.join(',')
}

function settingsOf(viewer: Viewer): Partial<Settings> {
  if (viewer.kind === 'anonymous') return { station_ids: '', organization_ids: '' }
  const reach = { station_ids: uuidList(viewer.stationIds), organization_ids: uuidList(viewer.organizationIds) }
  switch (viewer.kind) {
    case 'system':
      return { scope: viewer.scope, ...reach }
    case 'user':
      return { ...reach, user_id: uuidList([viewer.userId]) }
    case 'partner':
      return { ...reach, api_key_id: uuidList([viewer.apiKeyId]), partner_id: uuidList([viewer.partnerId]) }
  }
}

/**
 * Statements that tell row-level security who is asking, until the transaction ends; for one that has just begun. Only
 * UUIDs and fixed words get into the text, so nothing needs escaping; as text they travel together with BEGIN in one
 * message.
 */
export function viewerSettings(viewer: Viewer): string {
  return toStatements(settingsOf(viewer))
}

/** The same for a transaction in which somebody else has been asking: nothing of that one is left. */
export function viewerSwitch(viewer: Viewer): string {
  return toStatements({ ...unset, ...settingsOf(viewer) })
}

function toStatements(settings: Partial<Settings>): string {
  return Object.entries(settings)
    .map(([name, value]) => `SET LOCAL app.${name} = '${value}'`)
    .join('; ')
}

/** Who did it, and for which request: written down with each change of a row. */
export interface Origin {
  /** Who asked, whatever door the transaction goes through. */
  readonly actor: Viewer
  /** Null for what nobody has asked for. */
  readonly requestId: string | null
}

/** Statements that tell the audit log on whose behalf rows change, until the transaction ends. */
export function originSettings({ actor, requestId }: Origin): string {
  if (requestId !== null && !isRequestId(requestId)) throw new TypeError(`not the id of a request: ${requestId}`)
  return `SET LOCAL app.actor = '${actorText(actor)}'; SET LOCAL app.request_id = '${requestId ?? ''}'`
}

function actorText(actor: Viewer): string {
  switch (actor.kind) {
    case 'anonymous':
      return 'anonymous'
    case 'system':
      return `system:${actor.scope}`
    case 'user':
      return `user:${uuidList([actor.userId])}`
    case 'partner':
      return `partner:${uuidList([actor.apiKeyId])}`
  }
}
