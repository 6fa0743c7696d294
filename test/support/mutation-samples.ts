import { bookingSamples } from '../domains/bookings/mutation-samples.ts'
import { pricingSamples } from '../domains/bookings/pricing/mutation-samples.ts'
import { customerSamples } from '../domains/customers/mutation-samples.ts'
import { identitySamples } from '../domains/identity/mutation-samples.ts'
import { supportSamples } from '../domains/support/mutation-samples.ts'
import type { MutationSamples } from './mutation-sample.ts'

/** One for each mutation that can be tried out: a new mutation takes one. */
export const mutationSamples: MutationSamples = {
  ...identitySamples,
  ...customerSamples,
  ...bookingSamples,
  ...pricingSamples,
  ...supportSamples,
}
