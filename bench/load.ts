import { Agent, request } from 'node:http'

export interface Load {
  url: string
  headers: Record<string, string>
  body: string
  connections: number
  requests: number
}

/** Sends the requests over so many connections, each after the other's answer. Fails on any answer but 200. */
export async function sendLoad(load: Load): Promise<{ seconds: number; bytes: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections })
  let left = load.requests
  let bytes = 0
  const worker = async () => {
    while (left > 0) {
      left -= 1
      bytes = await send(load, agent)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: load.connections }, worker))
  agent.destroy()
  return { seconds: (performance.now() - start) / 1000, bytes }
}

function send({ url, headers, body }: Load, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const text = Buffer.concat(chunks)
          if (answer.statusCode === 200 && !text.includes('"errors"')) resolve(text.length)
          else reject(new Error(`answered ${answer.statusCode}: ${text.subarray(0, 500)}`))
        })
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}
