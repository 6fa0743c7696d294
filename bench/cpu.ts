import { readdir, readFile } from 'node:fs/promises'

/** /proc counts processor time in these, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

interface Process {
  pid: number
  parent: number
  cpuMs: number
}

/** Processor time (user and system) that a process and all its descendants have used so far, in milliseconds. */
export async function cpuOfTree(root: number): Promise<number> {
  const processes = await listProcesses()
  const members = new Set([root])
  // Parents may be listed after their children: go on until nothing is added.
  for (let size = 0; size !== members.size; ) {
    size = members.size
    for (const { pid, parent } of processes) if (members.has(parent)) members.add(pid)
  }
  return processes.filter(({ pid }) => members.has(pid)).reduce((sum, { cpuMs }) => sum + cpuMs, 0)
}

async function listProcesses(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const processes = await Promise.all(pids.map(readProcess))
  return processes.filter((process) => process !== null)
}

/** Null for a process that has just ended. See proc(5) for the fields. */
async function readProcess(pid: number): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0)
  return { pid, parent: Number(fields[1]), cpuMs: (ticks * 1000) / TICKS_PER_SECOND }
}
