export function passwordResetMail({ fullName, link }: { fullName: string; link: string }) {
  return {
    subject: 'Choose a new password',
    text: `Hello ${fullName},

somebody, most likely you, has asked for a new password for your account in Teppan. Choose it here:

${link}

The link is good for one use and 30 minutes. Do not pass it on. If it was not you, you need not do anything: your password stays as it is.
`,
  }
}

/** The owner of the account hears of it, also when it was somebody else. */
export function passwordChangedMail({ fullName }: { fullName: string }) {
  return {
    subject: 'Your password was changed',
    text: `Hello ${fullName},

the password of your account in Teppan was changed just now, and all other devices have been signed out.

If it was not you, ask for a new password at once, and tell whoever manages your station.
`,
  }
}
