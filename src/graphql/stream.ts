import type { StoredEvent } from '#platform/events/domain-event.ts'
import { interruptible } from '#platform/events/interruptible.ts'
import type { Followed } from '#platform/events/resume.ts'
import { everywhere } from './audiences.ts'
import { builder } from './builder.ts'

/** What a resumable subscription hands to its union of messages. */
export type EventMessage = Extract<Followed, { kind: 'event' }>
export type CaughtUpMessage = Extract<Followed, { kind: 'caughtUp' }>

export const StreamMessage = builder.interfaceRef<{ cursor: string }>('StreamMessage').implement({
  description: 'What a subscription sends that can be resumed.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    cursor: t.expose('cursor', {
      type: 'EventCursor',
      description: 'Give it back as `after` to go on behind this message: nothing is lost, and nothing comes twice.',
    }),
  }),
})

export const CaughtUp = builder.objectRef<CaughtUpMessage>('CaughtUp').implement({
  description: 'Everything up to this cursor has been sent; what follows is sent as it happens. Sent once.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [StreamMessage],
})

/** The same without the events that the subscriber did not ask for. */
export function keepEvents(
  followed: AsyncGenerator<Followed, void, void>,
  isWanted: (event: StoredEvent) => boolean,
): AsyncGenerator<Followed, void, void> {
  async function* kept() {
    for await (const message of followed) {
      if (message.kind === 'caughtUp' || isWanted(message.event)) yield message
    }
  }
  return interruptible(kept(), () => void followed.return())
}
