import type { Message } from '#/base/refusal.ts';

/** A row of the configuration in use that nothing can go by: which one, and what is wrong with it, by field. */
export interface BrokenRow {
  kind: string;
  id: string;
  number: string;
  title: string;
  faults: Readonly<Record<string, Message>>;
}
