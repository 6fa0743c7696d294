import type { GraphiqlConfig } from '../../src/server/graphiql-config.ts'

/** The configuration that the server wrote into the page. */
export function readPageConfig(): GraphiqlConfig {
  const script = document.getElementById('graphiql-config')
  if (!script?.textContent) throw new Error('The page carries no configuration: it must be served by the gateway')
  return JSON.parse(script.textContent)
}
