/** A view that ships with the product: a name in the texts, and what it lists. */
export interface ShippedView {
  /** Stable word; its name is the text `view.<kind>.<key>`. */
  key: string;
  /** In the filter language. */
  filter: string;
  sort: string;
}

/** The shipped views of each kind of record, in their order; processes hand them in. */
export type ShippedViews = Readonly<Record<string, readonly ShippedView[]>>;
