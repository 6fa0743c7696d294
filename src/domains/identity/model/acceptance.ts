import { z } from 'zod'
import { newPasswordFor } from './new-password.ts'
import { fullName } from './person-input.ts'

/** What somebody gives who makes the account with this address theirs. */
export function acceptanceOf(email: string) {
  return z.object({
    /** As they are really called; left out when the inviter got it right. */
    fullName: fullName.nullish(),
    password: newPasswordFor(email),
  })
}
