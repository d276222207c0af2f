/** One change of many records, as its author sees it. */
export interface BulkRun {
  id: string;
  kind: string;
  /** `edit`, or a step. */
  action: string;
  /** What was given, as far as it is short. */
  input: Record<string, unknown>;
  /** ISO 8601. */
  at: string;
  /** Records that were changed, and those of them that were taken back. */
  changed: number;
  undone: number;
  /** When it was last taken back, as far as that went; null: it was not. */
  undoneAt: string | null;
}
