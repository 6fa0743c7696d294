import { setTimeout as delay } from 'node:timers/promises'

export interface Acknowledged {
  id: string
  source: string
}

const CREATE = `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
  ... on CreateCustomerPayload { customer { id source } } ... on UserError { code message } } }`

/** Clients that add customers one after the other, come what may, and remember which ones were acknowledged. */
export class CustomerWriters {
  readonly acknowledged: Acknowledged[] = []
  /** Codes of top-level errors, and `NETWORK` for answers that never came. */
  readonly failures = new Map<string, number>()
  readonly #target: { url: () => string; token: () => string; stationId: string }
  readonly #running: Promise<void>[]
  #stopped = false
  #count = 0

  constructor(target: { url: () => string; token: () => string; stationId: string }, writers: number) {
    this.#target = target
    this.#running = Array.from({ length: writers }, () => this.#write())
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#running)
  }

  async #write(): Promise<void> {
    while (!this.#stopped) {
      this.#count += 1
      await this.#add(`writer-${this.#count}`).catch(() => this.#fail('NETWORK'))
    }
  }

  async #add(source: string): Promise<void> {
    const { url, token, stationId } = this.#target
    const response = await fetch(`${url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
      body: JSON.stringify({ query: CREATE, variables: { input: { stationId, name: 'Acknowledged', source } } }),
      signal: AbortSignal.timeout(15_000),
    })
    const { data, errors } = (await response.json()) as {
      data?: { createCustomer?: { customer?: Acknowledged; code?: string } }
      errors?: { extensions: { code: string } }[]
    }
    const customer = data?.createCustomer?.customer
    if (customer) this.acknowledged.push(customer)
    else await this.#fail(errors?.[0]?.extensions.code ?? data?.createCustomer?.code ?? 'NOTHING')
  }

  async #fail(code: string): Promise<void> {
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1)
    await delay(20)
  }
}
