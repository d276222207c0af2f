/**
 * Mainstay's one filter language: list filters, saved views, who may see what, assignment rules, choice of policies.
 * The same filter runs in memory (`matches`) and in PostgreSQL (`compileFilter`), with the same answer.
 *
 *     priority <= 2 and state != closed and (group in my.groups or assignee = me)
 *     title ~ "printer" and opened >= now-7d and due is empty and tags has 'vpn' and is:watched
 *
 * | written | means |
 * |---|---|
 * | `=` `!=` `<` `<=` `>` `>=` `between a and b` | compare; `between` includes both ends |
 * | `in (a, b)` `not in (a, b)` `in my.groups` | one of |
 * | `~` `starts` | text contains, begins with; without regard to case and diacritics |
 * | `has` | the list holds the value, or any value of `my.…` |
 * | `is empty` `is not empty` | no value, a text of no letters, a list of no items |
 * | `is:name` | a predicate the schema brings |
 * | `and` `or` `not` `( )` `true` `false` | `not` binds closest, then `and`; `not` means "is not true" |
 * | `printer "paper jam"` | free text, where the schema allows it |
 * | `me` `my.groups` | attributes of whoever asks; one that is missing equals nothing and differs from nothing |
 * | `2026-01-31` `today` `today-1d` | a local day; for an instant `=` means during it, `>` after it |
 * | `2026-01-31T10:00:00Z` `now` `now-7d` | an instant; units m, h, d (24 hours), w |
 * | word `'quoted'` `"quoted"` | text; a quote inside its own kind is written twice |
 *
 * A field without a value differs from every value: `f != x`, `f not in (x)` and `not (f = x)` say the same, and hold
 * for it, in lists as in rules and grants. Any other comparison with it is false.
 *
 * What other languages write is read where it can mean nothing else (`is null`, `&&`, `||`, `==`, `<>`); what looks like
 * a condition without its operator (`state new`) is refused with what was probably meant.
 */
export {
  allOf,
  anyOf,
  everything,
  nothing,
  type ActorAttribute,
  type Condition,
  type Filter,
  type NamedRecord,
  type Operator,
  type RelativeTime,
  type Value,
} from './ast.ts';
export { compileFilter, type CompileContext } from './compile.ts';
export type { FilterContext } from './context.ts';
export { disjuncts } from './disjuncts.ts';
export { fold } from '#/base/fold.ts';
export { formatFilter } from './format.ts';
export { matches, type MatchContext } from './matches.ts';
export { namesOf, resolveNames } from './names.ts';
export { parseFilter, type ParsedFilter } from './parse.ts';
export { fieldsOf, splitWords } from './parts-of.ts';
export type { FilterProblem, ProblemCode } from './problem.ts';
export {
  isFieldName,
  operatorsOf,
  type ActorAttributes,
  type AddParameter,
  type Among,
  type FieldType,
  type FilterSchema,
  type Predicate,
} from './schema.ts';
export { simplify } from './simplify.ts';
export { validateFilter } from './validate.ts';
