import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readConfig, variableNames } from '#platform/config.ts'

const example = await readFile('.env.example', 'utf8')

describe('.env.example', () => {
  it('has every variable of the configuration and no other', () => {
    expect(Object.keys(parseEnv(example)).sort()).toEqual([...variableNames].sort())
  })

  it('explains each variable', () => {
    const paragraphs = example.trim().split('\n\n')
    const unexplained = paragraphs.filter((paragraph) => !paragraph.startsWith('# '))
    expect(unexplained).toEqual([])
  })

  it('gives the defaults', () => {
    expect(readConfig(parseEnv(example) as NodeJS.ProcessEnv)).toEqual(readConfig({}))
  })
})
