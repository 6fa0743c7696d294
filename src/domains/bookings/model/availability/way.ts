import { type GeoPoint, metresBetween } from '#kernel/great-circle.ts'

/** Minutes on the way at this speed, as the crow flies, rounded up. */
export function travelMinutes(from: GeoPoint, to: GeoPoint, speedKmh: number): number {
  return Math.ceil((metresBetween(from, to) / 1_000 / speedKmh) * 60)
}

/** To two decimals of a degree, about a kilometre: as exact as a venue is kept outside of its ciphertext. */
export function coarsePoint({ latitude, longitude }: GeoPoint): GeoPoint {
  return { latitude: Math.round(latitude * 100) / 100, longitude: Math.round(longitude * 100) / 100 }
}
