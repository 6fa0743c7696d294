export interface InvitationLetter {
  fullName: string
  organizationName: string
  /** Null when it was not a person. */
  inviterName: string | null
  link: string
  expiresAt: Date
}

export function invitationMail({ fullName, organizationName, inviterName, link, expiresAt }: InvitationLetter) {
  const who = inviterName === null ? organizationName : `${inviterName} of ${organizationName}`
  const end = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(
    expiresAt,
  )
  return {
    subject: `${organizationName} invites you`,
    text: `Hello ${fullName},

${who} invites you to work with them in Teppan. Choose your password here:

${link}

The link is good for one use, until ${end} UTC. Do not pass it on. If you do not know ${organizationName}, you need not do anything.
`,
  }
}
