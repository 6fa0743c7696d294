import { NotFoundError } from '#kernel/errors.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { ExternalPerson, IdentityProviders, IdentityToken } from '#platform/crypto/identity-providers.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { IdentityProviderUnavailableError, IdentityTokenNotValidError } from '../model/refusals.ts'
import { admitExternalPerson } from './admit-external-person.ts'
import type { TokenPair } from './issue-tokens.ts'
import { openSession, type SessionOpening } from './open-session.ts'
import { type Attempt, countAttempt, requireCounted, requireOpen, succeed } from './throttle-attempts.ts'

export interface SignInWithIdentityProviderInput
  extends Omit<SessionOpening, 'userId' | 'passwordHash'>,
    IdentityToken {
  identityProviders: IdentityProviders
}

const SIGN_IN = systemViewer('sign_in')

/**
 * Opens a session for the active account of whom the token stands for. A token opens one. Failures are counted by
 * address, all that comes from one in turn; where it is the provider that fails, nothing is.
 */
export async function signInWithIdentityProvider(
  context: UseCaseContext,
  input: SignInWithIdentityProviderInput,
): Promise<TokenPair> {
  const attempt: Attempt = { kind: 'IDENTITY_TOKEN', email: null, ip: input.client.ip }
  requireOpen(context, attempt)
  const person = await identify(input)
  const { verdict, tokens } = await context.unitOfWork.run(SIGN_IN, async (transaction) => {
    const counted = await countAttempt(context, transaction, attempt)
    if (person === null || 'closedUntil' in counted) return { verdict: counted, tokens: null }
    const userId = await admitExternalPerson(context, transaction, person)
    if (userId === null) return { verdict: counted, tokens: null }
    await succeed(transaction, counted.attemptId)
    return { verdict: counted, tokens: await openSession(context, transaction, { ...input, userId }) }
  })
  requireCounted(context, verdict)
  if (tokens === null) throw new IdentityTokenNotValidError()
  return tokens
}

/** Outside of any transaction: the provider may have to be asked for its keys. Null when the token is not valid. */
async function identify({
  identityProviders,
  provider,
  idToken,
  nonce,
}: SignInWithIdentityProviderInput): Promise<ExternalPerson | null> {
  const verdict = await identityProviders.verify({ provider, idToken, nonce })
  if (verdict.kind === 'UNKNOWN_PROVIDER') throw new NotFoundError('identity provider', ['provider'])
  if (verdict.kind === 'UNAVAILABLE') throw new IdentityProviderUnavailableError(verdict.retryAfter)
  return verdict.kind === 'PERSON' ? verdict.person : null
}
