export { Customer } from './graphql/customer.type.ts'
export { CustomerContact } from './graphql/customer-contact.type.ts'
