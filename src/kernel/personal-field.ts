/** What there is to know of a customer that identifies the person. Each reading of it is written down. */
export const personalFields = {
  NAME: 'The name.',
  EMAIL: 'The e-mail address.',
  PHONE: 'The phone number.',
  ADDRESS: 'The postal address.',
  NOTE: 'What the staff wrote down about the person.',
  VENUE_ADDRESS: 'Where a booking of the person takes place.',
} as const

export type PersonalField = keyof typeof personalFields
