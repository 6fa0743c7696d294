import { GatewayError } from '../errors.ts'
import type { Subscriptions } from '../resumable.ts'
import { EscalationAlertsDocument } from './generated/graphql.ts'

/** Where the app keeps how far it has read, over restarts. */
export interface Bookmark {
  read(): string | null
  write(cursor: string): void
}

/** Shows every alert once, until the signal ends it. */
export async function followAlerts(
  subscriptions: Subscriptions,
  bookmark: Bookmark,
  show: (summary: string) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const after = bookmark.read()
    for await (const { escalationAlerts } of subscriptions.follow(EscalationAlertsDocument, {}, { after, signal })) {
      if (escalationAlerts?.__typename === 'EscalationAlert') show(escalationAlerts.escalation.summary)
      if (escalationAlerts) bookmark.write(escalationAlerts.cursor)
    }
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'CURSOR_EXPIRED') throw error
    // Away for too long: read the open escalations with a query, then go on from what the log still holds.
    bookmark.write(String(error.extensions.oldestCursor))
    await followAlerts(subscriptions, bookmark, show, signal)
  }
}
