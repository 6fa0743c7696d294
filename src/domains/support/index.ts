export { Escalation } from './graphql/escalation.type.ts'
