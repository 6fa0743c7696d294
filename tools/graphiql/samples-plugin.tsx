import { type GraphiQLPlugin, UnStyledButton, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import type { SampleOperation } from '../../src/server/graphiql-config.ts'
import { toTab } from './sample-tab.ts'

/** A panel of the sidebar that opens the gateway's sample operations again, each in a new tab. */
export function createSamplesPlugin(samples: readonly SampleOperation[]): GraphiQLPlugin {
  return { title: 'Samples', icon: SamplesIcon, content: () => <SampleList samples={samples} /> }
}

function SampleList({ samples }: { readonly samples: readonly SampleOperation[] }) {
  const { addTab } = useGraphiQLActions()
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)

  function open(sample: SampleOperation) {
    const { query, variables } = toTab(sample)
    addTab()
    queryEditor?.setValue(query)
    variableEditor?.setValue(variables)
  }

  return (
    <section className="samples" aria-label="Samples">
      <h2>Samples</h2>
      <ul>
        {samples.map((sample) => (
          <li key={sample.name}>
            <UnStyledButton type="button" onClick={() => open(sample)}>
              {sample.name}
            </UnStyledButton>
          </li>
        ))}
      </ul>
    </section>
  )
}

function SamplesIcon() {
  return (
    <svg height="1em" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M5.5 1.75h5M6.5 2v4.5l-4 6.2c-.5.8 0 1.8 1 1.8h9c1 0 1.5-1 1-1.8l-4-6.2V2M4.5 10h7" />
    </svg>
  )
}
