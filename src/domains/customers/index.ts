export { Customer } from './graphql/customer.type.ts'
