export { Coordinates, CoordinatesInput } from './graphql/coordinates.type.ts'
export { Organization } from './graphql/organization.type.ts'
export { Station } from './graphql/station.type.ts'
export { User } from './graphql/user.type.ts'
