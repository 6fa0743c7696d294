import { builder } from '#graphql/builder.ts'
import { enumFilter } from '#graphql/filters.ts'

export const EscalationReason = builder.enumType('EscalationReason', {
  description: 'What an escalation is about.',
  values: {
    COMPLAINT: { description: 'Somebody is not content.' },
    BOOKING_CHANGE: { description: 'A booking has to change in a way that needs a decision.' },
    PAYMENT: { description: 'Money: a charge, a refund, a dispute.' },
    SAFETY: { description: 'Somebody was or could be harmed.' },
    LOST_AND_FOUND: { description: 'Something was left behind.' },
    OTHER: { description: 'Anything else; the summary tells.' },
  } as const,
})

export const EscalationPriority = builder.enumType('EscalationPriority', {
  description: 'How much haste there is: from LOW over NORMAL and HIGH to URGENT.',
  values: {
    LOW: { description: 'It can wait.' },
    NORMAL: { description: 'In its turn.' },
    HIGH: { description: 'Before others.' },
    URGENT: { description: 'At once.' },
  } as const,
})

export const EscalationLevel = builder.enumType('EscalationLevel', {
  description: 'Whose turn it is.',
  values: {
    T1: { description: 'The first desk. Every escalation begins here.' },
    T2: { description: 'The second: people who know more.' },
    T3: { description: 'The third: people who know all about it.' },
    MANAGER: { description: 'Whoever may decide.' },
  } as const,
})

export const EscalationStatus = builder.enumType('EscalationStatus', {
  description: 'How far an escalation has come.',
  values: {
    PENDING: { description: 'Nobody has it yet.' },
    ASSIGNED: { description: 'Somebody has it and has not begun.' },
    IN_PROGRESS: { description: 'Somebody is working on it.' },
    WAITING_CUSTOMER: { description: 'It goes on when the customer answers.' },
    RESOLVED: { description: 'The matter is settled.' },
    CLOSED: { description: 'Settled and put away.' },
    CANCELLED: { description: 'It needs no answer after all.' },
  } as const,
})

export const EscalationStatusFilter = enumFilter('EscalationStatus', EscalationStatus)
export const EscalationPriorityFilter = enumFilter('EscalationPriority', EscalationPriority)
