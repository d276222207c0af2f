import type { LoadedActor } from './actor.ts';

interface Entry {
  epoch: number;
  loaded: Promise<LoadedActor | null>;
}

/**
 * The actors that a process remembers, each as of a configuration epoch: a change of any role, membership, group,
 * organisation or person raises the epoch, and what is older is loaded again. The longest unused ones go first.
 */
export class ActorMemory {
  private readonly entries = new Map<string, Entry>();
  private readonly most: number;

  constructor(most = 5000) {
    this.most = most;
  }

  /** The actor as of `epoch` or later, loaded by `load` where it is not remembered; asked for twice, loaded once. */
  get(person: string, epoch: number, load: () => Promise<LoadedActor | null>): Promise<LoadedActor | null> {
    const known = this.entries.get(person);
    this.entries.delete(person);
    if (known && known.epoch >= epoch) {
      this.entries.set(person, known);
      return known.loaded;
    }
    const entry: Entry = { epoch, loaded: load() };
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
