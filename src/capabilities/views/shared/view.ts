/** A saved view: a filter with a name, and how its list is shown. */
export interface View {
  /** `shipped:<key>` for those that ship with the product. */
  id: string;
  kind: string;
  /** The name a person gave; null for a shipped one, whose name is the text `view.<kind>.<key>`. */
  name: string | null;
  key: string | null;
  filter: string;
  sort: string | null;
  columns: string[];
  shared: boolean;
  /** The person's own: they may change it. */
  own: boolean;
  position: number;
}

/** How many records each view lists, by its id: so far and no further; null where its filter is not understood. */
export type ViewCounts = Record<string, { count: number; more: boolean } | null>;
