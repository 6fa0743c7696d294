import { z } from 'zod'
import { newPasswordFor } from './new-password.ts'

/** What the owner of the account with this address gives to have another password. */
export function passwordChangeOf(email: string) {
  return z
    .object({
      currentPassword: z.string().min(1, 'must not be empty').max(128, 'must have at most 128 characters'),
      newPassword: newPasswordFor(email),
    })
    .refine(({ currentPassword, newPassword }) => currentPassword !== newPassword, {
      path: ['newPassword'],
      message: 'must not be the current one',
    })
}

/** The same for whoever has forgotten it. */
export function forgottenPasswordOf(email: string) {
  return z.object({ newPassword: newPasswordFor(email) })
}
