/** The owner of the account hears of it, also when it was somebody else. */
export function identityLinkedMail({ fullName, provider }: { fullName: string; provider: string }) {
  return {
    subject: 'Your account has a new way to sign in',
    text: `Hello ${fullName},

you have signed in to Teppan with ${provider} for the first time. From now on that opens your account, besides your password.

If it was not you, tell whoever manages your station at once.
`,
  }
}
