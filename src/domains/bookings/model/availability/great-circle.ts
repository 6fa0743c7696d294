/** A point on the map (WGS 84), in degrees. */
export interface GeoPoint {
  latitude: number
  longitude: number
}

/** Mean radius of the earth (IUGG). */
const EARTH_KM = 6371.0088

/** Along a great circle (haversine formula). */
export function distanceKm(from: GeoPoint, to: GeoPoint): number {
  const [fromLatitude, toLatitude] = [radians(from.latitude), radians(to.latitude)]
  const halfLatitude = Math.sin((toLatitude - fromLatitude) / 2)
  const halfLongitude = Math.sin(radians(to.longitude - from.longitude) / 2)
  const chord = halfLatitude ** 2 + Math.cos(fromLatitude) * Math.cos(toLatitude) * halfLongitude ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Minutes on the way at this speed, rounded up. */
export function travelMinutes(from: GeoPoint, to: GeoPoint, speedKmh: number): number {
  return Math.ceil((distanceKm(from, to) / speedKmh) * 60)
}

/** To two decimals of a degree, about a kilometre: as exact as a venue is kept outside of its ciphertext. */
export function coarsePoint({ latitude, longitude }: GeoPoint): GeoPoint {
  return { latitude: Math.round(latitude * 100) / 100, longitude: Math.round(longitude * 100) / 100 }
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
