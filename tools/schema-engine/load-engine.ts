import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'

interface EngineExports {
  __wbindgen_start(): void
}

/** The part that is used here of what the types of Node leave to those of browsers. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: Record<string, object>) => { exports: EngineExports }
}

/** Loads the module by hand: the package's own entry is made for bundlers. */
export async function loadEngine(): Promise<typeof SchemaEngine> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const { __wbg_set_wasm: bind } = bindings as unknown as { __wbg_set_wasm(exports: EngineExports): void }
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const module = new WebAssembly.Module(await readFile(join(folder, 'schema_engine_bg.wasm')))
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings })
  bind(exports)
  exports.__wbindgen_start()
  return bindings.SchemaEngine
}
