/** Lets one loop sleep until it is rung for or the time is up. A ring that comes before the sleep is not lost. */
export class Bell {
  #rung = false
  #wake: (() => void) | null = null

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  async wait(atMostMs: number): Promise<void> {
    if (!this.#rung) await this.#sleep(atMostMs)
    this.#rung = false
  }

  #sleep(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#wake = null
        resolve()
      }
      const timer = setTimeout(wake, atMostMs)
      this.#wake = wake
    })
  }
}
