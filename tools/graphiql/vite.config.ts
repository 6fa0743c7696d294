import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const compress = promisify(gzip)

/** Writes a .gz beside every text asset; the server sends that one to browsers, which all accept gzip. */
function compressAssets(): Plugin {
  return {
    name: 'compress-assets',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const assets = await readdir(join(dir, 'assets'))
      await Promise.all(
        assets
          .filter((asset) => !asset.endsWith('.gz'))
          .map(async (asset) => {
            const path = join(dir, 'assets', asset)
            await writeFile(`${path}.gz`, await compress(await readFile(path), { level: 9 }))
          }),
      )
    },
  }
}

export default defineConfig({
  // Relative, because the server decides below which path the page lives.
  base: './',
  plugins: [compressAssets()],
  build: {
    outDir: '../../build/graphiql',
    emptyOutDir: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
    // The libraries' "use client" directives mean nothing without a server renderer.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  worker: { format: 'es' },
})
