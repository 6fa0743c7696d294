import { z } from 'zod'
import { priorities } from './priority.ts'

const reasons = ['COMPLAINT', 'BOOKING_CHANGE', 'PAYMENT', 'SAFETY', 'LOST_AND_FOUND', 'OTHER'] as const

const summary = z.string().trim().min(1, 'must not be empty').max(2_000, 'must have at most 2000 characters')
const resolutionNotes = z.string().trim().min(1, 'must not be empty').max(4_000, 'must have at most 4000 characters')

export const newEscalation = z.object({ reason: z.enum(reasons), summary, priority: z.enum(priorities) })
export const resolution = z.object({ resolutionNotes })
