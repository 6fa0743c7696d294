/** Digits and letters that nobody takes for each other on the phone or on paper: without 0 and O, 1, I and L. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const LENGTH = 6

/**
 * What people say on the phone: the station's code and six random characters, `BOS-7KQ2ZM`. `pick` gives an integer
 * from 0 to below its argument.
 */
export function bookingReference(stationCode: string, pick: (below: number) => number): string {
  const characters = Array.from({ length: LENGTH }, () => ALPHABET[pick(ALPHABET.length)])
  return `${stationCode}-${characters.join('')}`
}
