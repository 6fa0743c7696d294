import { resolve } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium, launchChromium } from '../support/browser.ts'
import { provideGraphiqlBuild } from '../support/graphiql-build.ts'
import { ToyGateway } from '../support/toy-gateway.ts'

const BUILD_TIMEOUT_MS = 120_000
const TEST_TIMEOUT_MS = 60_000
/** Waits end with the name of what did not appear. */
const STEP_TIMEOUT_MS = 10_000
const SCREENSHOTS = resolve(import.meta.dirname, '../../build/screenshots')

/** Tab titles of two samples, and what their answers must show. */
const VIEWER = { tab: 'Viewer', answer: '"fullName": "Mika Sato"' }
const CHANGES = { tab: 'BookingChanges', booking: { id: 'booking-7', status: 'CONFIRMED' } }

const chromium = findChromium()

describe.skipIf(chromium === undefined)('GraphiQL in a browser', { timeout: TEST_TIMEOUT_MS }, () => {
  let browser: Browser
  let context: BrowserContext
  let gateway: ToyGateway
  let endpoint: string
  let page: Page
  let complaints: string[]
  let origins: Set<string>

  beforeAll(async () => {
    const directory = await provideGraphiqlBuild()
    browser = await launchChromium(chromium ?? '')
    gateway = new ToyGateway()
    endpoint = await gateway.start(directory)
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    await browser?.close()
    await gateway?.stop()
  })

  beforeEach(async () => {
    context = await browser.newContext({ colorScheme: 'light', viewport: { width: 1280, height: 760 } })
    page = await context.newPage()
    page.setDefaultTimeout(STEP_TIMEOUT_MS)
    complaints = []
    origins = new Set()
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
    page.on('request', (request) => origins.add(new URL(request.url()).origin))
    page.on('websocket', (socket) => origins.add(new URL(socket.url().replace(/^ws/, 'http')).origin))
    await page.goto(endpoint)
    await page.getByRole('tab', { name: VIEWER.tab }).waitFor()
    await page.locator('.graphiql-query-editor .view-lines').waitFor()
  })

  afterEach(async () => {
    await context.close()
  })

  async function signIn(): Promise<void> {
    await page.getByLabel('Demo account').selectOption(gateway.account.label)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText(`Signed in as ${gateway.account.fullName}`).waitFor()
  }

  async function openSample(title: string): Promise<void> {
    await page.getByRole('tab', { name: title }).click()
    await page.locator('.graphiql-query-editor').filter({ hasText: title }).waitFor()
  }

  async function execute(): Promise<void> {
    await page.getByRole('button', { name: /^Execute query/ }).click()
  }

  async function seeInResponse(text: string): Promise<void> {
    await page.locator('.graphiql-response').filter({ hasText: text }).waitFor()
  }

  it('signs in, runs the sample query, hears an event and signs out, without a request to anyone else', async () => {
    await signIn()
    await openSample(VIEWER.tab)
    await execute()
    await seeInResponse(VIEWER.answer)

    await openSample(CHANGES.tab)
    await execute()
    await gateway.changeBooking(CHANGES.booking)
    await seeInResponse(`"id": "${CHANGES.booking.id}"`)
    await seeInResponse(`"status": "${CHANGES.booking.status}"`)
    await page.screenshot({ path: `${SCREENSHOTS}/graphiql-light.png` })
    await page.getByRole('button', { name: /^Stop query/ }).click()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('form', { name: 'Sign in' }).waitFor()
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([])
    await openSample(VIEWER.tab)
    await execute()
    await seeInResponse('"code": "UNAUTHENTICATED"')

    expect(complaints).toEqual([])
    expect([...origins]).toEqual([new URL(endpoint).origin])
  })

  it('says why a sign-in was refused and stays signed out', async () => {
    await page.getByLabel('E-mail').fill(gateway.account.email)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByRole('status').filter({ hasText: 'Wrong e-mail or password' }).waitFor()
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([])
  })

  it('stays signed in over a reload of the page', async () => {
    await signIn()
    await page.reload()
    await page.getByText(`Signed in as ${gateway.account.fullName}`).waitFor()
  })

  it('goes on with a new access token when the old one is revoked', async () => {
    await signIn()
    gateway.revokeAccessTokens()
    await openSample(VIEWER.tab)
    await execute()
    await seeInResponse(VIEWER.answer)

    gateway.revokeAccessTokens()
    await openSample(CHANGES.tab)
    await execute()
    await gateway.changeBooking(CHANGES.booking)
    await seeInResponse(`"status": "${CHANGES.booking.status}"`)
  })

  it('opens a sample of the sidebar in a new tab', async () => {
    await page.getByRole('button', { name: 'Show Samples' }).click()
    await page.getByRole('button', { name: 'Who am I?' }).click()
    await page.getByRole('tab', { name: VIEWER.tab, selected: true }).waitFor()
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([VIEWER.tab, CHANGES.tab, VIEWER.tab])
  })

  it('completes field names from the schema', async () => {
    await page.locator('.graphiql-query-editor .view-line').filter({ hasText: 'fullName' }).click()
    await page.keyboard.press('End')
    await page.keyboard.type(' em')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'email' }).waitFor()
  })

  it('is dark for a reader whose system is dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.reload()
    await signIn()
    await execute()
    await seeInResponse(VIEWER.answer)
    const background = await page.evaluate('getComputedStyle(document.querySelector("header")).backgroundColor')
    expect(background).toBe('rgb(33, 42, 59)')
    await page.screenshot({ path: `${SCREENSHOTS}/graphiql-dark.png` })
  })
})
