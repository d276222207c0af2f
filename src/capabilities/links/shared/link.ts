export type LinkKind = 'relates' | 'duplicates' | 'caused-by' | 'blocks' | 'parent';

/** A link as seen from one of its ends. */
export interface Link {
  id: string;
  kind: LinkKind;
  /** `out`: this record relates to, duplicates … the other; `in`: the other does so to this one. */
  direction: 'out' | 'in';
  record: { id: string; kind: string; number: string; title: string; state: string };
  at: string;
}
