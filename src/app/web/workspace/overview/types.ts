/** A number, and the filter that lists exactly the cases behind it. */
export interface Counted {
  count: number;
  filter: string;
}

/** A share of cases: null where there are none to have a share of. */
export interface Rate {
  value: number | null;
  of: Counted;
  counted: Counted;
}

/** The desk in numbers, as `GET /overview` tells it. */
export interface Overview {
  since: string;
  group: string | null;
  now: { open: Counted; unassigned: Counted; waiting: Counted; atRisk: Counted; late: Counted };
  open: { priority: number; bands: ({ band: string } & Counted)[] }[];
  days: { date: string; opened: Counted; resolved: Counted }[];
  reassigned: Counted;
  pingPong: Counted;
  firstContact: Rate;
  reopened: Rate;
}
