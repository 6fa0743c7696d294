import type { TonePreference } from '#platform/database/generated/tables/customers.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Columns of a customer that hold what identifies the person. */
export interface SealedContact {
  nameEnc?: Bytes
  nameTokens?: bigint[]
  emailEnc?: Bytes | null
  emailIdx?: Bytes | null
  phoneEnc?: Bytes | null
  phoneIdx?: Bytes | null
  addressEnc?: Bytes | null
}

interface OpenColumns {
  locale: string
  tonePreference: TonePreference
  tags: string[]
  source: string | null
}

export type CustomerInsert = OpenColumns &
  SealedContact & { id: string; stationId: string; dataKeyWrapped: Bytes; nameEnc: Bytes; createdAt: Date }

export async function insertCustomer({ prisma }: Transaction, customer: CustomerInsert): Promise<void> {
  await prisma.customer.create({ data: customer, select: { id: true } })
}

/** Locks the row until the transaction ends; null when it is not there. */
export async function lockCustomer({ prisma }: Transaction, id: string) {
  await prisma.$queryRaw`SELECT id FROM customers.customers WHERE id = ${id}::uuid FOR UPDATE`
  return prisma.customer.findUnique({
    where: { id },
    select: { id: true, stationId: true, version: true, dataKeyWrapped: true, emailIdx: true, phoneIdx: true },
  })
}

export async function updateCustomerRow(
  { prisma }: Transaction,
  id: string,
  changes: SealedContact & Partial<OpenColumns> & { version: number },
): Promise<void> {
  await prisma.customer.update({ where: { id }, data: changes, select: { id: true } })
}

export interface NoteInsert {
  id: string
  stationId: string
  customerId: string
  authorId: string | null
  bodyEnc: Bytes
  pinned: boolean
  createdAt: Date
}

export async function insertNote({ prisma }: Transaction, note: NoteInsert): Promise<void> {
  await prisma.customerNote.create({ data: note, select: { id: true } })
}
