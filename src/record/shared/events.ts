/** A fact that a commit announces: past tense, ids and numbers; words are read where they stand. */
export interface Announcement {
  name: string;
  data?: Record<string, unknown>;
}

interface Kinds {
  id: string | null;
  ids: readonly string[];
  count: number;
  flag: boolean;
  word: string;
}

/** What an event says of itself, by what each value is. */
type Shape = Readonly<Record<string, keyof Kinds>>;
export type DataOf<S extends Shape> = { readonly [K in keyof S]: Kinds[S[K]] };

/** The events of a process or a capability: announced and heard under the same names, with the same data. */
export interface Events<E extends Readonly<Record<string, Shape>>> {
  readonly names: readonly (keyof E & string)[];
  /** The event with its data, as they are true now: whoever hears of it later asks them, and not what is true by then. */
  say<N extends keyof E & string>(name: N, data: DataOf<E[N]>): Announcement;
  /** What was said under a name among what a commit announced; all of it where it was said several times. */
  heard<N extends keyof E & string>(announced: readonly Announcement[], name: N): DataOf<E[N]>[];
}

/** Declares events by their data: `defineEvents({ 'incident.assigned': { group: 'id', assignee: 'id' } })`. */
export function defineEvents<const E extends Readonly<Record<string, Shape>>>(events: E): Events<E> {
  return {
    names: Object.keys(events) as (keyof E & string)[],
    say: (name, data) => ({ name, data }),
    heard: <N extends keyof E & string>(announced: readonly Announcement[], name: N) =>
      announced.filter((one) => one.name === name).map(({ data }) => (data ?? {}) as DataOf<E[N]>),
  };
}
