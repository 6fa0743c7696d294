/**
 * The same events, but `return` and `throw` take effect while the next one is still awaited: `stop` is called at once,
 * and has to make the wait end. A bare generator would queue them behind an event that may never come.
 */
export function interruptible<Item>(
  generator: AsyncGenerator<Item, void, void>,
  stop: () => void,
): AsyncGenerator<Item, void, void> {
  const end = () => {
    stop()
    return generator.return()
  }
  return {
    next: () => generator.next(),
    return: end,
    throw(error) {
      stop()
      return generator.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await end()
    },
  }
}
