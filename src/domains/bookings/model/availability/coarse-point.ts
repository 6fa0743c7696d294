import type { GeoPoint } from '#kernel/great-circle.ts'

/** To two decimals of a degree, about a kilometre: as exact as a venue is kept outside of its ciphertext. */
export function coarsePoint({ latitude, longitude }: GeoPoint): GeoPoint {
  return { latitude: Math.round(latitude * 100) / 100, longitude: Math.round(longitude * 100) / 100 }
}
