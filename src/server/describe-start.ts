import type { DemoSignIn } from './graphiql-config.ts'

interface Demo {
  signIns: readonly DemoSignIn[]
}

/** What somebody who has just started the gateway wants to know. */
export function describeStart(url: string, { production }: { production: boolean }, demo: Demo | null): string {
  const signIns =
    demo?.signIns.map(({ label, email, password }) => `  ${email.padEnd(36)} ${password}   ${label}`) ?? []
  return [
    '',
    `Teppan is ready at ${url}/graphql`,
    production ? 'GraphiQL is at /public/graphql.' : 'Open it in a browser for GraphiQL, or send GraphQL to it.',
    ...(signIns.length > 0 ? ['', 'Demo sign-ins:', ...signIns] : []),
    '',
    '',
  ].join('\n')
}
