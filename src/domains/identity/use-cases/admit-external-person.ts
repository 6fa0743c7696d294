import type { ExternalPerson } from '#platform/crypto/identity-providers.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { identityLinkedMail } from '../model/identity-linked-mail.ts'
import {
  findLinkedUserId,
  linkIdentity,
  markIdentityTokenUsed,
  noteIdentityUse,
} from '../store/external-identity-store.ts'
import { findAccountByEmail, lockAccount } from '../store/staff-writes.ts'

type Account = NonNullable<Awaited<ReturnType<typeof lockAccount>>>

/**
 * The id of the person's account, locked: the one that is linked, else the one with the e-mail address that the provider
 * has checked, which is linked from now on. Null when there is none, it may not sign in, or the token was used before.
 */
export async function admitExternalPerson(
  context: UseCaseContext,
  transaction: Transaction,
  person: ExternalPerson,
): Promise<string | null> {
  const knownId = await findLinkedUserId(transaction, person)
  const userId = knownId ?? (await findUserIdByEmail(transaction, person.verifiedEmail))
  const account = userId === null ? null : await lockAccount(transaction, userId)
  if (account?.status !== 'ACTIVE' || !mayVouchFor(person, account)) return null
  const now = context.clock.now()
  const { tokenHash, tokenEndsAt: expiresAt } = person
  if (!(await markIdentityTokenUsed(transaction, { tokenHash, usedAt: now, expiresAt }))) return null
  // Somebody who came at the same time may have linked it while this one was waiting for the lock.
  const linkedId = knownId ?? (await findLinkedUserId(transaction, person))
  if (linkedId === null) return (await link(context, transaction, account, person)) ? account.id : null
  if (linkedId !== account.id) return null
  await noteIdentityUse(transaction, person, now)
  return account.id
}

async function findUserIdByEmail(transaction: Transaction, email: string | null): Promise<string | null> {
  return email === null ? null : ((await findAccountByEmail(transaction, email))?.id ?? null)
}

/** A provider of one organization opens no account of another, nor one of the platform. */
function mayVouchFor({ organizationId }: ExternalPerson, account: Account): boolean {
  return organizationId === null || organizationId === account.organizationId
}

/** Tells the owner by mail; false, and nothing has happened, when one of the two is linked otherwise. */
async function link(
  { clock, postbox }: UseCaseContext,
  transaction: Transaction,
  { id: userId, email, fullName }: Account,
  { provider, subject }: ExternalPerson,
): Promise<boolean> {
  const identity = { id: newId(), userId, provider, subject, linkedAt: clock.now() }
  if (!(await linkIdentity(transaction, identity))) return false
  const mail = { to: email, ...identityLinkedMail({ fullName, provider }) }
  transaction.afterCommit(() => postbox.post({ mail, about: { mail: 'identity linked', userId } }))
  return true
}
