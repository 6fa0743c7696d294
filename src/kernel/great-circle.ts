/** A point on the map (WGS 84), in degrees. */
export interface GeoPoint {
  latitude: number
  longitude: number
}

/** The mean radius of the earth (IUGG). */
const EARTH_METRES = 6_371_008.8

/** Whole metres between two points along the great circle, by the haversine formula; within 0.6 % of the real way by air. */
export function metresBetween(from: GeoPoint, to: GeoPoint): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const half = (one: number, other: number) => Math.sin(radians(other - one) / 2) ** 2
  const across = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude))
  const h = half(from.latitude, to.latitude) + across * half(from.longitude, to.longitude)
  return Math.round(2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h))))
}
