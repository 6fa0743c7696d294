import { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import type { SignedTokens, TokenSort } from '#platform/crypto/signed-tokens.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { askedTerms, changedTerms, type OfferContent, offerContent, offerEnd } from '../../model/availability/offer.ts'
import { OfferChangedError } from '../../model/availability/refusals.ts'
import type { OfferedSlot } from './search-availability.ts'

const offers: TokenSort<OfferContent> = { purpose: 'offer/1', content: offerContent }

/** The promise of a slot, to be carried back; null where nobody can be offered it. */
export function signOffer(tokens: SignedTokens, { slot, availability, search, terms }: OfferedSlot): string | null {
  if (!terms) return null
  const { stationId, policy, now } = availability
  const { from, to } = slot
  const { demand, task } = search
  const offer: OfferContent = {
    ...terms,
    stationId,
    from,
    to,
    resourceIds: demand.resourceIds ? [...demand.resourceIds] : null,
    needs: demand.needs ? demand.needs.map(({ kind, count }) => ({ kind, count })) : null,
    skills: [...task.skills],
    venue: task.venue,
    policyVersion: policy.version,
  }
  return tokens.sign(offers, offer, offerEnd(new Date(now), offer))
}

interface Asked {
  stationId: string
  offerToken: string | null | undefined
  fields: object
}

/**
 * What a booking asks for, with the terms of its offer where it leaves them out; refuses an offer that does not stand,
 * or not for this. Partners book what they were offered; the staff may name a time as well.
 */
export function readOffer({ viewer, signedTokens, clock }: UseCaseContext, { stationId, offerToken, fields }: Asked) {
  if (offerToken == null) {
    if (viewer.kind !== 'partner') return { offer: null, fields }
    throw new ValidationError([{ path: ['offerToken'], message: 'must be given: take one from availability' }])
  }
  const read = signedTokens.read(offers, offerToken, clock.now())
  if (read.state === 'FORGED') throw new OfferChangedError('FORGED', null)
  const offer = read.content
  if (offer.stationId !== stationId) throw new OfferChangedError('OTHER_STATION', null)
  if (read.state === 'EXPIRED') throw new OfferChangedError('EXPIRED', offer)
  const changed = changedTerms(offer, parseInput(askedTerms, fields))
  if (changed.length > 0) throw new OfferChangedError('TERMS', offer, changed)
  return { offer, fields: { ...fields, ...termsOf(offer) } }
}

function termsOf({ kind, from, to, resourceIds, needs, venue }: OfferContent) {
  const window = { startsAt: new Date(from), endsAt: new Date(to) }
  return { kind, ...window, resourceIds: resourceIds ?? [], needs, venuePoint: venue }
}
