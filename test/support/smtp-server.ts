import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface ReceivedMail {
  recipients: string[]
  /** Headers and body as they came. */
  content: string
}

/** A real mail server, which can be frozen and killed. */
export interface SmtpServer {
  url: string
  /** Everything that it has received. */
  readonly received: readonly ReceivedMail[]
  /** It takes connections, and says nothing any more. */
  freeze(): void
  thaw(): void
  kill(): Promise<void>
}

export async function startSmtpServer(): Promise<SmtpServer> {
  const child = fork(join(import.meta.dirname, 'smtp-process.ts'))
  const received: ReceivedMail[] = []
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  child.on('message', ({ mail }: { mail: ReceivedMail }) => received.push(mail))
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}
