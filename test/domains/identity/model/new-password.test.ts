import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newPasswordFor } from '#domains/identity/model/new-password.ts'

const EMAIL = 'Ada.Lovelace@engine.example'
const EASY = 'is easy to guess: use several words, and not your e-mail address'

const faults = (password: string, email = EMAIL) =>
  newPasswordFor(email)
    .safeParse(password)
    .error?.issues.map(({ message }) => message) ?? []

describe('a new password', () => {
  it.each([
    'correct horse battery',
    'sizzling iron plate',
    'monkeydragonfootball',
    'drei Chinesen mit dem Kontrabass',
    'kx8Vq2mWz7Lp',
    'Tr4vel-by-n1ght',
    '我喜欢在海边煮一大锅热腾腾的面',
    '835019274618',
    '&-_)(=+{?;:/',
    ' spaces  count ',
    '🦄🐙🍕🚲🎺🌵🧦🛶🪁🎲🧊🥝',
    'x7'.padEnd(128, 'the quick fox jumps '),
  ])('may be %s', (password) => {
    expect(faults(password)).toEqual([])
  })

  it('is taken as it is typed, spaces and all', () => {
    expect(newPasswordFor(EMAIL).parse(' spaces  count ')).toBe(' spaces  count ')
  })

  it('has 12 to 128 characters, as people count them', () => {
    expect(faults('kx8Vq2mWz7L')).toEqual(['must have at least 12 characters'])
    expect(faults('🦄🐙🍕🚲🎺🌵🧦🛶🪁🎲🧊')).toEqual(['must have at least 12 characters'])
    expect(faults('')).toEqual(['must have at least 12 characters'])
    expect(faults('x7'.padEnd(129, 'the quick fox jumps '))).toEqual(['must have at most 128 characters'])
  })

  it.each([
    'aaaaaaaaaaaa',
    '121212121212',
    '123456789012',
    '012345678910',
    'abcdefghijkl',
    'qwertyuiop[]',
    'qwertyuiop123',
    '1q2w3e4r5t6y',
    '1qaz2wsx3edc',
    'zxcvbnmasdfghjkl',
    'lkjhgfdsapoi',
    'asdfghjkl;123',
    'password1234',
    'PASSWORD1234',
    'passwordpassword',
    'p@ssw0rd12345',
    'P@$$w0rd2024!',
    '2024!Passw0rd!',
    'letmeinletmein',
    'iloveyou1234',
    'iloveyouforever',
    'Welcome2Teppan',
    'summer2024winter',
    'administrator1',
    'Qwerty!23456',
    'superman19851231',
    'dragon!@#$%^&*',
    'ｐａｓｓｗｏｒｄ1234',
    'changeme-123',
  ])('may not be %s', (password) => {
    expect(faults(password)).toEqual([EASY])
  })

  it.each([
    'Ada.Lovelace@engine.example',
    'ada.lovelace@engine.example1',
    'lovelace2024!',
    'AdaLovelace1815',
    'lovelaceengine',
  ])('may not be made of the own e-mail address, as %s', (password) => {
    expect(faults(password)).toEqual([EASY])
    expect(faults(password, 'grace@hopper.example')).toEqual([])
  })

  it('of random characters is good', () => {
    const anything = fc.string({
      unit: fc.constantFrom(...'abcdefghijkmnpqrstuvwxyz23456789'),
      minLength: 16,
      maxLength: 40,
    })
    const varied = anything.filter((text) => new Set(text.replace(/\d/g, '')).size >= 9)
    fc.assert(fc.property(varied, (password) => faults(password).length === 0))
  })
})
