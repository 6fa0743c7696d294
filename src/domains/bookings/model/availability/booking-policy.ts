import { z } from 'zod'

/** Whose wish a cancellation or a move is. */
export const policyActors = ['CUSTOMER', 'PARTNER', 'STAFF'] as const
export type PolicyActor = (typeof policyActors)[number]

/** Less than so many hours before the start, so much of the total is kept. */
export interface CancellationTier {
  actor: PolicyActor
  hoursBefore: number
  feePercent: number
}

/** How often a booking may be moved, and until how many hours before its start. */
export interface RescheduleLimit {
  actor: PolicyActor
  hoursBefore: number
  maxTimes: number
}

/** What a station lets itself be booked for, and on what terms. */
export interface BookingPolicy {
  /** 0 is no policy at all. */
  version: number
  /** Offers begin at multiples of this since local midnight. */
  alignmentMinutes: number
  minimumNoticeMinutes: number
  /** The last local date that can be booked is so many days after today; null has none. */
  horizonDays: number | null
  bufferBeforeMinutes: number
  bufferAfterMinutes: number
  /** Jobs of one resource that begin on one local date; null does not limit. */
  resourceDailyCap: number | null
  /** Of all of the station. */
  stationDailyCap: number | null
  holdMinutes: number
  /** Along a great circle. */
  travelSpeedKmh: number
  /** Of the total, in hundredths of a percent; at most one of the two deposits is given. */
  depositBasisPoints: number | null
  /** In the smallest unit of the station's currency. */
  depositCents: number | null
  cancellationTiers: readonly CancellationTier[]
  rescheduleLimits: readonly RescheduleLimit[]
}

/** What holds at a station that has set nothing: it limits nothing, and everything is free of charge. */
export const noPolicy: BookingPolicy = {
  version: 0,
  alignmentMinutes: 15,
  minimumNoticeMinutes: 0,
  horizonDays: null,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  resourceDailyCap: null,
  stationDailyCap: null,
  holdMinutes: 15,
  travelSpeedKmh: 50,
  depositBasisPoints: null,
  depositCents: null,
  cancellationTiers: [],
  rescheduleLimits: [],
}

const whole = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be at least ${least}`).max(most, `must be at most ${most}`)
const orElse = <Value>(schema: z.ZodType<Value>, value: Value) => schema.nullish().transform((given) => given ?? value)
const orNull = <Value>(schema: z.ZodType<Value>) => schema.nullish().transform((given) => given ?? null)

const MAX_TIERS = 20
const actor = z.enum(policyActors)
const tier = z.object({ actor, hoursBefore: whole(0, 8_784), feePercent: whole(0, 100) })
const limit = z.object({ actor, hoursBefore: whole(0, 8_784), maxTimes: whole(0, 100) })

/** What is left out limits nothing. */
export const newPolicy = z
  .object({
    alignmentMinutes: orElse(whole(5, 1_440), noPolicy.alignmentMinutes),
    minimumNoticeMinutes: orElse(whole(0, 527_040), noPolicy.minimumNoticeMinutes),
    horizonDays: whole(1, 36_525),
    bufferBeforeMinutes: orElse(whole(0, 1_440), noPolicy.bufferBeforeMinutes),
    bufferAfterMinutes: orElse(whole(0, 1_440), noPolicy.bufferAfterMinutes),
    resourceDailyCap: orNull(whole(1, 1_000)),
    stationDailyCap: orNull(whole(1, 100_000)),
    holdMinutes: orElse(whole(1, 60), noPolicy.holdMinutes),
    travelSpeedKmh: orElse(whole(1, 300), noPolicy.travelSpeedKmh),
    depositBasisPoints: orNull(whole(1, 10_000)),
    depositCents: orNull(whole(1, 100_000_000_000)),
    cancellationTiers: orElse(z.array(tier).max(MAX_TIERS, `must be at most ${MAX_TIERS}`), []),
    rescheduleLimits: orElse(z.array(limit).max(policyActors.length, 'must be one for each actor at most'), []),
  })
  .superRefine((policy, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (policy.depositBasisPoints !== null && policy.depositCents !== null) {
      refuse('depositCents', 'must not be given together with depositBasisPoints')
    }
    if (1_440 % policy.alignmentMinutes !== 0) refuse('alignmentMinutes', 'must divide a day of 1440 minutes')
    for (const problem of tierProblems(policy.cancellationTiers)) refuse('cancellationTiers', problem)
    if (new Set(policy.rescheduleLimits.map((entry) => entry.actor)).size < policy.rescheduleLimits.length) {
      refuse('rescheduleLimits', 'must be one for each actor at most')
    }
  })
export type NewPolicy = z.infer<typeof newPolicy>

/** The later somebody cancels, the more it costs: never less. */
function tierProblems(tiers: readonly CancellationTier[]): string[] {
  return policyActors.flatMap((name) => {
    const own = tiers.filter((entry) => entry.actor === name).toSorted((a, b) => b.hoursBefore - a.hoursBefore)
    const problems: string[] = []
    for (const [at, { hoursBefore, feePercent }] of own.entries()) {
      const earlier = own[at - 1]
      if (earlier?.hoursBefore === hoursBefore) problems.push(`must not name ${hoursBefore} hours twice for ${name}`)
      if (earlier && earlier.feePercent > feePercent)
        problems.push(`must not become cheaper for ${name} towards the start`)
    }
    return problems
  })
}
