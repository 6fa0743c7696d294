import { describe, expect, it } from 'vitest'
import { type EscalationStatus, type EscalationStep, statusAfter } from '#domains/support/model/escalation-status.ts'
import { isAtLeast, priorities } from '#domains/support/model/priority.ts'
import { InvalidTransitionError } from '#kernel/errors.ts'

const steps: EscalationStep[] = ['assign', 'start', 'resolve', 'close']

/** The state after each of the steps; a dash is a refusal. */
const table: Record<EscalationStatus, string[]> = {
  PENDING: ['ASSIGNED', 'IN_PROGRESS', '-', '-'],
  ASSIGNED: ['ASSIGNED', 'IN_PROGRESS', 'RESOLVED', '-'],
  IN_PROGRESS: ['IN_PROGRESS', '-', 'RESOLVED', '-'],
  WAITING_CUSTOMER: ['-', '-', 'RESOLVED', '-'],
  RESOLVED: ['-', '-', '-', 'CLOSED'],
  CLOSED: ['-', '-', '-', '-'],
  CANCELLED: ['-', '-', '-', '-'],
}

function tryStep(status: EscalationStatus, step: EscalationStep): string {
  try {
    return statusAfter(status, step)
  } catch (error) {
    if (error instanceof InvalidTransitionError) return '-'
    throw error
  }
}

describe('the life of an escalation', () => {
  it.each(Object.keys(table) as EscalationStatus[])('knows where each step leads from %s', (status) => {
    expect(steps.map((step) => tryStep(status, step))).toEqual(table[status])
  })

  it('names the state that a refused step is for', () => {
    expect(() => statusAfter('CLOSED', 'start')).toThrow(
      expect.objectContaining({ from: 'CLOSED', to: 'IN_PROGRESS', code: 'INVALID_TRANSITION' }),
    )
  })

  it('orders priorities from LOW to URGENT', () => {
    expect(priorities.filter((priority) => isAtLeast(priority, 'NORMAL'))).toEqual(['NORMAL', 'HIGH', 'URGENT'])
    expect(priorities.filter((priority) => isAtLeast(priority, 'LOW'))).toEqual([...priorities])
  })
})
