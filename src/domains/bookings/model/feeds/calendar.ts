export interface Calendar {
  name: string
  /** What there is to say about all of it; null for nothing. */
  description: string | null
  /** IANA: in which its times are best shown. */
  timezone: string
  events: readonly CalendarEvent[]
}

export interface CalendarEvent {
  /** The same as long as there is the event, and of no other. */
  uid: string
  /** Rises with each change. */
  version: number
  status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED'
  startsAt: Date
  endsAt: Date
  summary: string
  category: string
  createdAt: Date
  updatedAt: Date
}
