/** Time that somebody spent. */
export interface Spent {
  id: string;
  person: string;
  minutes: number;
  comment: string | null;
  /** Local date, YYYY-MM-DD. */
  on: string;
  at: string;
}
