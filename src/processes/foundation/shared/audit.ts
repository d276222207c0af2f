import type { Named } from '#/record/shared/named.ts';

/** An entry of the history: who changed what, when, and by which door. */
export interface AuditEntry {
  id: number;
  at: string;
  kind: string;
  action: string;
  item: string;
  actor: string | null;
  origin: string;
  request: string | null;
  version: number | null;
  /** Field → value before, value after. */
  changes: Record<string, [unknown, unknown]>;
  facts: Record<string, unknown>;
  /** The payload was erased; a later entry records that. */
  erased: boolean;
}

/** A page of the audit, newest first. */
export interface AuditPage {
  rows: AuditEntry[];
  names: Record<string, Named>;
  next: string | null;
}
