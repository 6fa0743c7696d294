/** An operation that GraphiQL opens in a tab of its own; the tab is named after the operation. */
export interface SampleOperation {
  readonly name: string
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
}

/** An account of demo data. Offer it on demo installations only: the page carries the password in the clear. */
export interface DemoSignIn {
  readonly label: string
  readonly email: string
  readonly password: string
}

/** An API key of demo data. Offer it on demo installations only: the page carries it in the clear. */
export interface DemoApiKey {
  readonly label: string
  readonly key: string
}

/** How to try a demo installation out. */
export interface DemoAccess {
  readonly signIns: readonly DemoSignIn[]
  readonly apiKeys: readonly DemoApiKey[]
}

/** What the server tells the GraphiQL page about itself; JSON inside the page. */
export interface GraphiqlConfig {
  readonly samples: readonly SampleOperation[]
  readonly signIns?: readonly DemoSignIn[]
  /** Given where programs show keys and nobody signs in; empty without demo data. */
  readonly apiKeys?: readonly DemoApiKey[]
}
