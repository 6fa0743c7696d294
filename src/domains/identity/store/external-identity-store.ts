import type { Transaction } from '#platform/database/unit-of-work.ts'

/** Who people are at identity providers, and which of those providers' tokens were used; behind the sign-in door. */
export interface ProvidersName {
  provider: string
  /** The provider's own name for the person. */
  subject: string
}

/** Whose account is linked to this person; null when none is. */
export async function findLinkedUserId(
  { prisma }: Transaction,
  { provider, subject }: ProvidersName,
): Promise<string | null> {
  const found = await prisma.externalIdentity.findUnique({
    where: { provider_subject: { provider, subject } },
    select: { userId: true },
  })
  return found?.userId ?? null
}

export interface NewExternalIdentity extends ProvidersName {
  id: string
  userId: string
  linkedAt: Date
}

/** False when the person is linked already, or the account is linked to another person of that provider. */
export async function linkIdentity(
  { prisma }: Transaction,
  { id, userId, provider, subject, linkedAt }: NewExternalIdentity,
): Promise<boolean> {
  const { count } = await prisma.externalIdentity.createMany({
    data: [{ id, userId, provider, subject, createdAt: linkedAt, lastUsedAt: linkedAt }],
    skipDuplicates: true,
  })
  return count === 1
}

export async function noteIdentityUse(
  { prisma }: Transaction,
  { provider, subject }: ProvidersName,
  lastUsedAt: Date,
): Promise<void> {
  await prisma.externalIdentity.update({
    where: { provider_subject: { provider, subject } },
    data: { lastUsedAt },
    select: { id: true },
  })
}

export interface UsedToken {
  tokenHash: Buffer
  usedAt: Date
  /** Until then it has to be remembered. */
  expiresAt: Date
}

/** How many old ones go with each new one: more than come, so that what is kept stays bounded. */
const PRUNED_AT_ONCE = 20

/** False when the token was used before. */
export async function markIdentityTokenUsed(
  { prisma }: Transaction,
  { tokenHash, usedAt, expiresAt }: UsedToken,
): Promise<boolean> {
  await prisma.$executeRaw`
    DELETE FROM identity.used_identity_tokens WHERE token_hash IN (
      SELECT token_hash FROM identity.used_identity_tokens WHERE expires_at < ${usedAt}
      ORDER BY expires_at LIMIT ${PRUNED_AT_ONCE})`
  const { count } = await prisma.usedIdentityToken.createMany({
    data: [{ tokenHash: new Uint8Array(tokenHash), createdAt: usedAt, expiresAt }],
    skipDuplicates: true,
  })
  return count === 1
}
