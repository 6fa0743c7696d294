import type { PersonalField } from '#kernel/personal-field.ts'

/** Whose personal data an operation gives out, and what of it. */
export interface PersonalRead {
  stationId: string
  customerId: string
  fields: readonly PersonalField[]
}

/** What an operation has opened so far: one entry for each customer, however often a field was selected. */
export class PersonalReads {
  readonly #byCustomer = new Map<string, { stationId: string; fields: Set<PersonalField> }>()

  /** To be called by whatever opens a sealed column, with the customer whom it is about. */
  note(customer: { stationId: string; customerId: string }, field: PersonalField): void {
    const { stationId, customerId } = customer
    const known = this.#byCustomer.get(customerId)
    if (known) known.fields.add(field)
    else this.#byCustomer.set(customerId, { stationId, fields: new Set([field]) })
  }

  get entries(): readonly PersonalRead[] {
    return [...this.#byCustomer].map(([customerId, { stationId, fields }]) => ({
      stationId,
      customerId,
      fields: [...fields],
    }))
  }
}
