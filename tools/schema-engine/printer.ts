export type Send = (message: { id: number | string } & Record<string, unknown>) => void

/** Lets Prisma's command line print for us, and waits until it has. */
export class Printer {
  readonly #send: Send
  readonly #waiting = new Map<number | string, () => void>()
  #count = 0

  constructor(send: Send) {
    this.#send = send
  }

  print(content: string): Promise<void> {
    this.#count += 1
    const id = `print-${this.#count}`
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#send({ id, method: 'print', params: { content } })
    })
  }

  acknowledge(id: number | string): void {
    this.#waiting.get(id)?.()
    this.#waiting.delete(id)
  }
}
