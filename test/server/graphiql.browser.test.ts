import { resolve } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { publicId } from '#graphql/ids.ts'
import { configureGraphiql } from '#server/graphiql-samples.ts'
import { giveKey } from '../support/api-keys.ts'
import { findChromium, launchChromium } from '../support/browser.ts'
import { actAs, type Business, createBusiness, hire, PASSWORD, sceneViewer } from '../support/business.ts'
import { ChosenClock } from '../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { provideGraphiqlBuild } from '../support/graphiql-build.ts'
import { waitFor } from '../support/wait.ts'

const BUILD_TIMEOUT_MS = 120_000
const TEST_TIMEOUT_MS = 60_000
/** Waits end with the name of what did not appear. */
const STEP_TIMEOUT_MS = 10_000
const SCREENSHOTS = resolve(import.meta.dirname, '../../build/screenshots')

/** Tab titles of two samples. */
const VIEWER = 'WhoAmI'
const ALERTS = 'EscalationAlerts'

const chromium = findChromium()

describe.skipIf(chromium === undefined)('GraphiQL in a browser', { timeout: TEST_TIMEOUT_MS }, () => {
  let browser: Browser
  let context: BrowserContext
  let gateway: TestGateway
  let business: Business
  let page: Page
  let complaints: string[]
  let origins: Set<string>
  const clock = new ChosenClock()
  const demoKey = { label: 'partner of a business', key: '' }
  const account = { label: 'station manager', email: '', password: PASSWORD, fullName: '' }

  beforeAll(async () => {
    await provideGraphiqlBuild()
    browser = await launchChromium(chromium ?? '')
    gateway = await startTestGateway({
      clock,
      graphiql: (audience) => configureGraphiql({ signIns: [account], apiKeys: [demoKey] })(audience),
    })
    business = await createBusiness(gateway)
    const { email, userId, ...manager } = await hire(gateway, business, 'STATION_MANAGER')
    const { stationIds } = business
    const given = await giveKey(gateway, { email, userId, ...manager }, { stationIds }, { name: 'Feast Finder' })
    demoKey.key = given.key
    const [user] = await gateway.sql<{ fullName: string }>(
      'select full_name as "fullName" from identity.users where id = $1',
      [userId],
    )
    Object.assign(account, { email, ...user })
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
    await page.goto(`${gateway.url}/graphql`)
    await page.getByRole('tab', { name: VIEWER }).waitFor()
    await page.locator('.graphiql-query-editor .view-lines').waitFor()
  })

  afterEach(async () => {
    await context.close()
  })

  async function signIn(): Promise<void> {
    await page.getByLabel('Demo account').selectOption(account.label)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText(`Signed in as ${account.fullName}`).waitFor()
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

  /** Opens an escalation as soon as somebody listens; tells its public id. */
  async function alert(summary: string): Promise<string> {
    await waitFor('somebody listens', () => gateway.gateway.platform.eventLog.hub.size > 0, STEP_TIMEOUT_MS)
    const { escalationId } = await createEscalation(actAs(gateway, sceneViewer(business)), {
      stationId: business.stationIds[0],
      customerId: null,
      bookingId: null,
      fields: { reason: 'OTHER', summary, priority: 'HIGH' },
    })
    return publicId('escalation', escalationId)
  }

  /** More than an access token lives. */
  function passSixteenMinutes(): void {
    clock.pass(16 * 60)
  }

  it('signs in, runs the sample query, hears an event and signs out, without a request to anyone else', async () => {
    await signIn()
    await openSample(VIEWER)
    await execute()
    await seeInResponse(`"fullName": "${account.fullName}"`)

    await openSample(ALERTS)
    await execute()
    const id = await alert('Seen in the browser')
    await seeInResponse(`"id": "${id}"`)
    await seeInResponse('"summary": "Seen in the browser"')
    await page.screenshot({ path: `${SCREENSHOTS}/graphiql-light.png` })
    await page.getByRole('button', { name: /^Stop query/ }).click()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('form', { name: 'Sign in' }).waitFor()
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([])
    expect(complaints).toEqual([])
    await openSample('NewestBookings')
    await execute()
    await seeInResponse('"code": "UNAUTHENTICATED"')

    expect([...origins]).toEqual([gateway.url])
  })

  it('says why a sign-in was refused and stays signed out', async () => {
    await page.getByLabel('E-mail').fill(account.email)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByRole('status').filter({ hasText: 'do not open an account' }).waitFor()
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([])
  })

  it('stays signed in over a reload of the page', async () => {
    await signIn()
    await page.reload()
    await page.getByText(`Signed in as ${account.fullName}`).waitFor()
  })

  it('goes on with a new access token when the old one has ended', async () => {
    await signIn()
    passSixteenMinutes()
    await openSample(VIEWER)
    await execute()
    await seeInResponse(`"fullName": "${account.fullName}"`)

    passSixteenMinutes()
    await openSample(ALERTS)
    await execute()
    await alert('Heard with the new token')
    await seeInResponse('"summary": "Heard with the new token"')
  })

  it('opens a sample of the sidebar in a new tab', async () => {
    await page.getByRole('button', { name: 'Show Samples' }).click()
    await page.getByRole('button', { name: 'Who am I, and what may I do?' }).click()
    await page.getByRole('tab', { name: VIEWER, selected: true }).waitFor()
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([
      VIEWER,
      'NewestBookings',
      'FindCustomer',
      ALERTS,
      'OpenEscalation',
      VIEWER,
    ])
  })

  it('of the public API takes a key, and runs what partners may ask', async () => {
    await page.goto(`${gateway.url}/public/graphql`)
    await page.getByLabel('API key', { exact: true }).last().fill('tp_live_mistyped')
    await page.getByRole('button', { name: 'Use key' }).click()
    await page.getByRole('status').filter({ hasText: 'The API key is not valid' }).waitFor()

    complaints = []
    await page.getByLabel('Demo key').selectOption(demoKey.label)
    await page.getByRole('button', { name: 'Use key' }).click()
    await page.getByText('Signed in as Feast Finder').waitFor()
    await openSample('WhoIsThePartner')
    await execute()
    await seeInResponse('"name": "Feast Finder"')
    await openSample('Menu')
    await execute()
    await seeInResponse('"menu"')
    await page.screenshot({ path: `${SCREENSHOTS}/graphiql-public.png` })
    expect(complaints).toEqual([])

    await page.reload()
    await page.getByText('Signed in as Feast Finder').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('form', { name: 'API key' }).waitFor()
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([])
  })

  it('completes field names from the schema', async () => {
    await page.locator('.graphiql-query-editor .view-line').filter({ hasText: 'permissions' }).click()
    await page.keyboard.press('End')
    await page.keyboard.type(' sta')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'stations' }).waitFor()
  })

  it('is dark for a reader whose system is dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.reload()
    await signIn()
    await execute()
    await seeInResponse(`"fullName": "${account.fullName}"`)
    const background = await page.evaluate('getComputedStyle(document.querySelector("header")).backgroundColor')
    expect(background).toBe('rgb(33, 42, 59)')
    await page.screenshot({ path: `${SCREENSHOTS}/graphiql-dark.png` })
  })
})
