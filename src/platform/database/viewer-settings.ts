import { isRequestId } from '#kernel/request-id.ts'
import { isUuid } from '#kernel/type-id.ts'
import type { Viewer } from '#kernel/viewer.ts'

function uuidList(ids: readonly string[]): string {
  for (const id of ids) if (!isUuid(id)) throw new TypeError(`not a UUID: ${id}`)
  return ids.join(',')
}

/**
 * Statements that tell row-level security who is asking, until the transaction ends. Only UUIDs and fixed words get
 * into the text, so nothing needs escaping; as text they travel together with BEGIN in one message.
 */
export function viewerSettings(viewer: Viewer): string {
  switch (viewer.kind) {
    case 'anonymous':
      return "SET LOCAL app.station_ids = ''; SET LOCAL app.organization_ids = ''"
    case 'system':
      return `SET LOCAL app.scope = '${viewer.scope}'; SET LOCAL app.station_ids = '${uuidList(viewer.stationIds)}'; SET LOCAL app.organization_ids = '${uuidList(viewer.organizationIds)}'`
    case 'user':
      return `SET LOCAL app.station_ids = '${uuidList(viewer.stationIds)}'; SET LOCAL app.organization_ids = '${uuidList(viewer.organizationIds)}'; SET LOCAL app.user_id = '${uuidList([viewer.userId])}'`
    case 'partner':
      return `SET LOCAL app.station_ids = '${uuidList(viewer.stationIds)}'; SET LOCAL app.organization_ids = '${uuidList(viewer.organizationIds)}'; SET LOCAL app.api_key_id = '${uuidList([viewer.apiKeyId])}'`
  }
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
