import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks a second in /proc (USER_HZ): 100 on every Linux that Node runs on. */
const ticks = 100;

interface Stat {
  parent: number;
  /** Milliseconds of processor time of the process. */
  own: number;
  /** The same of its children that have ended. */
  ended: number;
}

/** `/proc/<pid>/stat`; null for a process that is gone. */
function stat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // After the name: state, parent, …; fields 14-17 of proc(5) are utime, stime, cutime, cstime.
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = rest.slice(11, 15).map(Number);
    const ms = 1000 / ticks;
    return { parent: Number(rest[1]), own: (user + system) * ms, ended: (childUser + childSystem) * ms };
  } catch {
    return null;
  }
}

/** Processor time in milliseconds, of processes of ours and of all of a PostgreSQL server's, ended ones too. */
export interface Spent {
  ours: number;
  database: number;
}

/** What has been spent so far. */
export function spentBy({ pids, postmaster }: Counted): Spent {
  const parent = stat(postmaster);
  let database = (parent?.own ?? 0) + (parent?.ended ?? 0);
  for (const pid of childrenOf(postmaster)) database += stat(pid)?.own ?? 0;
  return { ours: pids.reduce((sum, pid) => sum + (stat(pid)?.own ?? 0), 0), database };
}

/** Whose time counts. */
export interface Counted {
  pids: readonly number[];
  postmaster: number;
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => stat(pid)?.parent === parent);
}

/** Resident memory of a process in MiB. */
export function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
}

/** Memory of a PostgreSQL server in MiB: the private parts of all its processes and what they share, counted once. */
export function serverMemory(postmaster: number): number {
  let total = 0;
  for (const pid of [postmaster, ...childrenOf(postmaster)]) {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      total += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
    } catch {
      // Ended between the listing and the look.
    }
  }
  return Math.round(total / 1024);
}
