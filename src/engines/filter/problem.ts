export type ProblemCode =
  | 'filter.too-long'
  | 'filter.too-deep'
  | 'filter.too-many-conditions'
  | 'filter.bad-character'
  | 'filter.unclosed-string'
  | 'filter.unexpected'
  | 'filter.unexpected-end'
  | 'filter.expected-and'
  | 'filter.expected-operator'
  | 'filter.missing-operator'
  | 'filter.expected-value'
  | 'filter.expected-closing'
  | 'filter.use-is-empty'
  | 'filter.unknown-field'
  | 'filter.unknown-predicate'
  | 'filter.unknown-attribute'
  | 'filter.operator-not-for-type'
  | 'filter.value-not-for-type'
  | 'filter.not-a-number'
  | 'filter.not-a-boolean'
  | 'filter.not-a-date'
  | 'filter.not-an-instant'
  | 'filter.not-a-choice'
  | 'filter.not-an-id'
  | 'filter.nobody-called'
  | 'filter.several-called'
  | 'filter.text-not-at-top'
  | 'filter.malformed';

/**
 * What is wrong with a filter: a message key with parameters, and where in the text (UTF-16 units). For a filter that
 * came as JSON `at` and `length` are 0 and `params.path` says where.
 */
export interface FilterProblem {
  readonly code: ProblemCode;
  readonly at: number;
  readonly length: number;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Why a single value does not fit its field. */
export interface Misfit {
  readonly code: ProblemCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Limits of what comes in through a door; filters composed by code (grants joined with views) may be larger. */
export const limits = { characters: 4000, depth: 32, conditions: 200, problems: 20 } as const;
