import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks a second in /proc (USER_HZ): 100 on every Linux that Node runs on. */
const ticks = 100;
const tick = 1000 / ticks;

interface Stat {
  parent: number;
  /** Milliseconds of processor time of the process. */
  own: number;
  /** The same of its children that have ended, in whole ticks. */
  ended: number;
}

/** `/proc/<pid>/stat`; null for a process that is gone. */
function stat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // After the name: state, parent, …; fields 14-17 of proc(5) are utime, stime, cutime, cstime.
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = rest.slice(11, 15).map(Number);
    return {
      parent: Number(rest[1]),
      own: ran(pid) ?? (user + system) * tick,
      ended: (childUser + childSystem) * tick,
    };
  } catch {
    return null;
  }
}

/** What all threads of a process have run, to the nanosecond; null where the kernel does not keep it. */
function ran(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const each = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    return each.reduce((sum, nanoseconds) => sum + Number(nanoseconds), 0) / 1e6;
  } catch {
    return null;
  }
}

/** Processor time in milliseconds, of processes of ours and of all of a PostgreSQL server's, ended ones too. */
export interface Spent {
  ours: number;
  database: number;
}

/** Whose time counts. */
export interface Counted {
  pids: readonly number[];
  postmaster: number;
}

/** What has been spent so far. */
export function spentBy({ pids, postmaster }: Counted): Spent {
  return { ours: pids.reduce((sum, pid) => sum + (stat(pid)?.own ?? 0), 0), database: spentUnder([postmaster]) };
}

/**
 * What processes and all that they started have spent, those that have ended too. One that ends while this looks is in
 * neither sum: then it looks again.
 */
function spentUnder(roots: readonly number[], tries = 5): number {
  const children = new Map<number, number[]>();
  const stats = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    const one = stat(pid);
    if (!one && tries > 1) return spentUnder(roots, tries - 1);
    if (!one) continue;
    stats.set(pid, one);
    children.set(one.parent, [...(children.get(one.parent) ?? []), pid]);
  }
  const seen = new Set<number>();
  const visit = (pid: number): number => {
    const one = stats.get(pid);
    if (!one || seen.has(pid)) return 0;
    seen.add(pid);
    return (children.get(pid) ?? []).reduce((sum, child) => sum + visit(child), one.own + one.ended);
  };
  return roots.reduce((sum, pid) => sum + visit(pid), 0);
}

/** Processor time in milliseconds that the whole machine has spent on anything. */
function spentByMachine(): number {
  const line = readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '';
  // user, nice, system, idle, iowait, irq, softirq, steal
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + soft + steal) * tick;
}

/** So many cores of other processes spoil figures: caches and clock rates are shared. */
export const mostOthers = 0.15;

/** Watches how many cores everybody else uses; call what it gives back for the mean since then. */
export function watchOthers(postmaster: number): () => number {
  const mine = () => spentUnder([process.pid, postmaster]);
  const began = performance.now();
  const before = spentByMachine() - mine();
  return () => Math.max(0, (spentByMachine() - mine() - before) / (performance.now() - began));
}

/** Why figures are not to be written down; null where they may be. */
export function disturbed(others: number): string | null {
  if (others <= mostOthers) return null;
  return `Not written to bench/results: other processes used ${others.toFixed(2)} cores meanwhile, more than ${mostOthers}.`;
}

/** Resident memory of a process in MiB. */
export function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
}

/** Memory of a PostgreSQL server in MiB: the private parts of all its processes and what they share, counted once. */
export function serverMemory(postmaster: number): number {
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && stat(Number(name))?.parent === postmaster,
  );
  let total = 0;
  for (const pid of [postmaster, ...children]) {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      total += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
    } catch {
      // Ended between the listing and the look.
    }
  }
  return Math.round(total / 1024);
}
