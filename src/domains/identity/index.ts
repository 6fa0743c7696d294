export { Station } from './graphql/station.type.ts'
export { User } from './graphql/user.type.ts'
