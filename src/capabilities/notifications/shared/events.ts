/** Something that people are told of. Its sentence is the text `notification.<name>`. */
export interface ToldEvent {
  name: string;
  /** Who hears of it: users about their own cases, staff about their work. */
  for: 'user' | 'staff' | 'everyone';
  /** What holds for whoever did not choose. */
  inbox: boolean;
  /**
   * `true`: about one's own case, unless one chooses otherwise. `false`: when one asks for it, as staff. `null`: there is
   * no mail about it, and nothing to choose.
   */
  mail: boolean | null;
  /** Told whatever somebody chose: it is there so that it cannot go unseen. */
  always?: true;
}

const event = (name: string, who: ToldEvent['for'], mail: boolean | null = false): ToldEvent => ({
  name,
  for: who,
  inbox: true,
  mail,
});

/** Everything that people are told of, in the order in which they choose among it. */
export const toldEvents: readonly ToldEvent[] = [
  event('received', 'user', true),
  event('replied', 'everyone', true),
  event('asked', 'user', true),
  event('reminded', 'user', true),
  event('resolved', 'user', true),
  event('closed', 'everyone', true),
  event('cancelled', 'everyone', true),
  event('duplicate', 'everyone', true),
  event('duplicate-solved', 'everyone', true),
  event('duplicate-dropped', 'everyone', true),
  event('reopened', 'everyone', true),
  event('watching', 'everyone'),
  event('updated', 'everyone'),
  event('assigned', 'staff'),
  event('assigned-group', 'staff', null),
  event('answered', 'staff'),
  event('mentioned', 'staff'),
  event('noted', 'staff'),
  event('task', 'staff'),
  event('task-group', 'staff', null),
  event('clock-threshold', 'staff'),
  event('clock-late', 'staff'),
  { ...event('own-role', 'staff', null), always: true },
  { ...event('own-grants', 'staff', null), always: true },
];

const byName = new Map(toldEvents.map((one) => [one.name, one]));

/** An event by its name, or undefined. */
export function toldEvent(name: string): ToldEvent | undefined {
  return byName.get(name);
}
