/** A number, and the text of the filter that lists exactly the records behind it. */
export interface Counted {
  count: number;
  filter: string;
}

/** A share of cases: null where there are none to have a share of. Each side opens the list behind it. */
export interface Rate {
  value: number | null;
  of: Counted;
  counted: Counted;
}

/** The desk in numbers, for its lead. Days are those of who looks, like those of every filter they write. */
export interface Overview {
  since: string;
  group: string | null;
  now: Record<'open' | 'unassigned' | 'waiting' | 'atRisk' | 'late', Counted>;
  open: { priority: number; bands: ({ band: string } & Counted)[] }[];
  days: { date: string; opened: Counted; resolved: Counted }[];
  reassigned: Counted;
  pingPong: Counted;
  firstContact: Rate;
  reopened: Rate;
}
