import { describe, expect, it } from 'vitest'
import { findSourceFiles, functionsOf } from './source-files.ts'

const files = findSourceFiles('{bench,client,examples,prisma,src,test,tools}/**/*.{ts,tsx,mjs}')
const lengths = files.map(({ lines }) => lines).sort((one, other) => one - other)

/** The length that so many of the files do not exceed. */
function quantile(share: number): number {
  return lengths[Math.ceil(lengths.length * share) - 1] ?? Number.NaN
}

describe('the files', () => {
  it('are small: half of them have at most 80 lines, nine of ten at most 250', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(quantile(0.5)).toBeLessThanOrEqual(80)
    expect(quantile(0.9)).toBeLessThanOrEqual(250)
  })

  it('have at most 400 lines each', () => {
    expect(files.filter(({ lines }) => lines > 400).map(({ path, lines }) => `${path} has ${lines}`)).toEqual([])
  })

  it('have functions of at most 60 lines', () => {
    const long = files.flatMap(functionsOf).filter(({ lines }) => lines > 60)
    expect(long.map(({ place, lines }) => `${place} has ${lines}`)).toEqual([])
  })

  it('have public faces of at most 15 lines', () => {
    const faces = files.filter(({ path }) => /^src\/domains\/[^/]+\/index\.ts$/.test(path))
    expect(faces.length).toBeGreaterThan(0)
    expect(faces.filter(({ lines }) => lines > 15).map(({ path }) => path)).toEqual([])
  })
})
