export { Booking } from './graphql/booking.type.ts'
export { Resource } from './graphql/resource.type.ts'
