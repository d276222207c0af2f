/** How a referenced record is shown: its kind, its title, its number. */
export interface Named {
  kind: string;
  title: string;
  number: string;
}

/** How references are shown, by id. */
export type Names = Readonly<Record<string, Named>>;
