import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'
import { superuser } from './cluster.ts'
import { clearOrphan } from './orphan.ts'
import { launchPostmaster, type Postmaster, type ServerPlan, ServerStartError } from './postmaster.ts'
import { formatSocketUrl } from './socket-directory.ts'
import { claimServer, openSession } from './supervisor-session.ts'

/** Milliseconds before the next attempt, by the number of failures in a row; the last holds for all further ones. */
const pauses = [0, 250, 500, 1_000, 2_000, 5_000]
/** A server that lived this long, in milliseconds, did not fail by its start. */
const soundLife = 10_000
/** How long the children of a killed server may take to leave, in milliseconds; they notice its death by themselves. */
const childrenPatience = 15_000

/** Keeps one server running on a cluster until it is stopped. */
export interface Supervisor {
  /** The first session, for what is to be set up. It holds the claim on the server: do not end it. */
  session: Client
  stop(): Promise<void>
}

/** @param password the superuser's */
export async function startSupervisor(plan: ServerPlan, password: string): Promise<Supervisor> {
  const { log } = plan
  const stopping = new AbortController()
  const launch = () => launchWhenFree(plan, password, stopping.signal)
  const claim = () => openClaim(plan, password)

  let postmaster = await launch()
  const session = await claim().catch(async (error) => {
    await postmaster.stop()
    throw error
  })

  const keepServer = async () => {
    for (let failures = 0; ; failures += 1) {
      const startedAt = performance.now()
      const reason = await postmaster.ended
      if (stopping.signal.aborted) return
      if (performance.now() - startedAt > soundLife) failures = 0
      log.error({ pid: postmaster.pid, reason }, 'PostgreSQL ended by itself; it is started again')
      const next = await persist(launch, failures, stopping.signal, (error, attempts) =>
        log.error({ err: error, attempts }, 'PostgreSQL cannot be started; it is tried again'),
      )
      if (!next) return
      postmaster = next
      log.info({ pid: postmaster.pid }, 'PostgreSQL runs again')
    }
  }
  // The claim is lost with every crash inside the server, also where its postmaster survives.
  const keepClaim = async () => {
    for (let current: Client | undefined = session; current; ) {
      const lost = current
      await new Promise((resolve) => lost.once('end', resolve))
      current = await persist(claim, 1, stopping.signal, (error) =>
        log.debug({ err: error }, 'the session that claims PostgreSQL is not back yet'),
      )
    }
  }
  const keeping = Promise.all([keepServer(), keepClaim()])

  const stop = async () => {
    stopping.abort()
    await postmaster.stop()
    await keeping
  }
  return { session, stop }
}

async function openClaim({ socketDirectory, directory }: ServerPlan, password: string): Promise<Client> {
  const session = await openSession(formatSocketUrl(socketDirectory, 'postgres', superuser, password))
  try {
    await claimServer(session, directory)
    return session
  } catch (error) {
    await session.end()
    throw error
  }
}

/** Starts the server once nothing of a former one is in the way any more. */
async function launchWhenFree(plan: ServerPlan, password: string, signal: AbortSignal): Promise<Postmaster> {
  const deadline = performance.now() + childrenPatience
  for (;;) {
    await clearOrphan({ directory: plan.directory, socketDirectory: plan.socketDirectory, password }, plan.log)
    try {
      return await launchPostmaster(plan, signal)
    } catch (error) {
      const passing = error instanceof ServerStartError && error.directoryTaken && performance.now() < deadline
      if (!passing) throw error
    }
    await delay(100, undefined, { signal })
  }
}

/** Tries until it succeeds, with growing pauses; undefined once aborted. */
async function persist<Result>(
  attempt: () => Promise<Result>,
  failures: number,
  signal: AbortSignal,
  report: (error: unknown, attempts: number) => void,
): Promise<Result | undefined> {
  for (let attempts = failures; ; attempts += 1) {
    try {
      await delay(pauses[Math.min(attempts, pauses.length - 1)], undefined, { signal })
      return await attempt()
    } catch (error) {
      if (signal.aborted) return undefined
      report(error, attempts + 1 - failures)
    }
  }
}
