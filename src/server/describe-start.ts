import { paths } from './endpoint.ts'
import type { DemoAccess } from './graphiql-config.ts'

/** What somebody who has just started the gateway wants to know. */
export function describeStart(url: string, { production }: { production: boolean }, demo: DemoAccess | null): string {
  const signIns =
    demo?.signIns.map(({ label, email, password }) => `  ${email.padEnd(36)} ${password}   ${label}`) ?? []
  const apiKeys = demo?.apiKeys.map(({ label, key }) => `  ${key}   ${label}`) ?? []
  return [
    '',
    `Teppan is ready at ${url}${paths.admin}`,
    `The chef app’s API is at ${url}${paths.chef}, that of partners at ${url}${paths.public}.`,
    production
      ? 'GraphiQL is at that of partners.'
      : 'Open any of them in a browser for GraphiQL, or send GraphQL to it.',
    ...(signIns.length > 0 ? ['', 'Demo sign-ins:', ...signIns] : []),
    ...(apiKeys.length > 0 ? ['', 'Demo API keys, for partners:', ...apiKeys] : []),
    '',
    '',
  ].join('\n')
}
