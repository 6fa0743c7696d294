/** GraphiQL's memory of tabs and settings, kept apart for each endpoint of the same origin. */
export function createPathStorage(storage: Storage, path: string) {
  const prefix = `${path}:`
  const ownKeys = () => Object.keys(storage).filter((key) => key.startsWith(prefix))
  return {
    getItem: (key: string) => storage.getItem(prefix + key),
    setItem: (key: string, value: string) => storage.setItem(prefix + key, value),
    removeItem: (key: string) => storage.removeItem(prefix + key),
    clear: () => {
      for (const key of ownKeys()) storage.removeItem(key)
    },
    get length() {
      return ownKeys().length
    },
  }
}
