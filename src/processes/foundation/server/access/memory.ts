import type { LoadedActor } from './actor.ts';

/** As of when somebody's rights are: the epoch of `access`, and the version of the person's own record. */
export interface AsOf {
  access: number;
  version: number;
}

interface Entry extends AsOf {
  loaded: Promise<LoadedActor | null>;
}

/**
 * The actors that a process remembers. A change of any role, membership, group or organisation that moves rights raises
 * the epoch of `access`, and a change of a person the version of that person alone; what is older is loaded again. The
 * longest unused ones go first.
 */
export class ActorMemory {
  private readonly entries = new Map<string, Entry>();
  private readonly most: number;

  constructor(most = 5000) {
    this.most = most;
  }

  /** The actor as of then or later, loaded by `load` where it is not remembered; asked for twice, loaded once. */
  get(person: string, asOf: AsOf, load: () => Promise<LoadedActor | null>): Promise<LoadedActor | null> {
    const { access, version } = asOf;
    const known = this.entries.get(person);
    this.entries.delete(person);
    if (known && known.access >= access && known.version >= version) {
      this.entries.set(person, known);
      return known.loaded;
    }
    // What is read now is newer than whatever anybody has seen before.
    const entry: Entry = {
      access: Math.max(access, known?.access ?? 0),
      version: Math.max(version, known?.version ?? 0),
      loaded: load(),
    };
    this.entries.set(person, entry);
    // A failure is not remembered.
    entry.loaded.catch(() => {
      if (this.entries.get(person) === entry) this.entries.delete(person);
    });
    if (this.entries.size > this.most) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    return entry.loaded;
  }

  get size(): number {
    return this.entries.size;
  }
}
