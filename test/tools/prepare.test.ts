import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { fingerprint } from '../../tools/prepare/fingerprint.ts'
import { provide } from '../../tools/prepare/prepare.ts'
import { type Product, ROOT } from '../../tools/prepare/products.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'teppan-prepare-'))
  await mkdir(join(folder, 'sources/deep'), { recursive: true })
  await writeFile(join(folder, 'sources/a.txt'), 'a')
  await writeFile(join(folder, 'sources/deep/b.txt'), 'b')
  onTestFinished(() => rm(folder, { recursive: true }))
})

describe('the fingerprint of sources', () => {
  const take = () => fingerprint(folder, ['sources'])

  it('is the same for the same content, whatever the times of the files', async () => {
    const before = take()
    await writeFile(join(folder, 'sources/a.txt'), 'a')
    expect(take()).toBe(before)
  })

  it.each([
    ['edited', () => writeFile(join(folder, 'sources/a.txt'), 'A')],
    ['added', () => writeFile(join(folder, 'sources/deep/c.txt'), '')],
    ['removed', () => rm(join(folder, 'sources/deep/b.txt'))],
    ['renamed', () => rename(join(folder, 'sources/a.txt'), join(folder, 'sources/z.txt'))],
  ])('changes when a file is %s', async (_what, change) => {
    const before = take()
    await change()
    expect(take()).not.toBe(before)
  })

  it('does not count what is generated among them', async () => {
    const before = take()
    await mkdir(join(folder, 'sources/generated'))
    await writeFile(join(folder, 'sources/generated/code.ts'), '')
    expect(take()).toBe(before)
  })
})

describe('a product', () => {
  let made: string[]
  const said: string[] = []
  const say = (text: string) => said.push(text)
  const product: Product = {
    name: 'test product',
    sources: ['sources'],
    result: 'product.txt',
    make: async () => {
      made.push('made')
      await writeFile(join(folder, 'product.txt'), '')
    },
  }

  beforeEach(async () => {
    made = []
    said.length = 0
    await provide(product, { root: folder, say })
  })

  it('is made when it is missing, and not again', async () => {
    expect(made).toEqual(['made'])
    await provide(product, { root: folder, say })
    expect(made).toEqual(['made'])
    await rm(join(folder, 'product.txt'))
    await provide(product, { root: folder, say })
    expect(made).toEqual(['made', 'made'])
    expect(said).toEqual(['Making the test product …', 'Making the test product …'])
  })

  it('is made again when its sources have changed, or on demand', async () => {
    await writeFile(join(folder, 'sources/a.txt'), 'other')
    await provide(product, { root: folder, say })
    expect(made).toEqual(['made', 'made'])
    await provide(product, { root: folder, again: true, say })
    expect(made).toEqual(['made', 'made', 'made'])
  })

  it('that could not be made is missing the next time too', async () => {
    const failing = { ...product, result: 'other.txt', make: () => Promise.reject(new Error('on purpose')) }
    await expect(provide(failing, { root: folder, say })).rejects.toThrow('on purpose')
    await provide({ ...product, result: 'other.txt' }, { root: folder, say })
    expect(made).toEqual(['made', 'made'])
  })

  it('whose tool is not installed says what to do', async () => {
    const missing = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' })
    const failing = { ...product, make: () => Promise.reject(missing) }
    await expect(provide(failing, { root: folder, again: true, say })).rejects.toThrow(
      'The test product cannot be made: its tool is not installed. Run npm ci without --omit=dev.',
    )
  })
})

describe('npm run prepare', () => {
  it('has nothing to do in a checkout that is being tested, and says nothing', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/prepare.mjs'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  it('refuses what it does not know', () => {
    const { status, stderr } = spawnSync(process.execPath, ['tools/prepare.mjs', 'lunch'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toBe('prepare for what? gateway, code, everything; not lunch\n')
  })
})
