import type { TonePreference } from '#platform/database/generated/tables/customers.ts'

export interface CustomerRow {
  id: string
  stationId: string
  dataKeyWrapped: Buffer
  nameEnc: Buffer
  emailEnc: Buffer | null
  phoneEnc: Buffer | null
  addressEnc: Buffer | null
  locale: string
  tonePreference: TonePreference
  tags: string[]
  source: string | null
  version: number
  createdAt: Date
  updatedAt: Date
}

export interface CustomerNoteRow {
  id: string
  stationId: string
  customerId: string
  authorId: string | null
  bodyEnc: Buffer
  /** Of the customer: notes are sealed with the customer's key. */
  dataKeyWrapped: Buffer
  pinned: boolean
  createdAt: Date
}

/** Where a customer's sealed columns stand. */
export type SealedColumn = 'name_enc' | 'email_enc' | 'phone_enc' | 'address_enc'
