import { nothing, type Filter, type Value } from './ast.ts';
import { formatFilter } from './format.ts';
import type { ParsedFilter } from './parse.ts';
import { limits, type FilterProblem, type Misfit } from './problem.ts';
import { fieldType, operatorsOf, predicateNamed, type FilterSchema } from './schema.ts';
import { suggest } from './suggest.ts';
import { isStorable } from '#/base/text.ts';
import { fitJson } from './value.ts';

/**
 * Checks a filter that came as JSON (over the wire, or from a row of an older version) and rebuilds it in canonical
 * form, with nothing in it that the schema does not know. The limits are those of typed text. Never throws.
 */
export function validateFilter(json: unknown, schema: FilterSchema): ParsedFilter {
  const check: Check = { schema, depth: limits.depth, problems: [], conditions: 0, repair: false };
  const filter = rebuild(json, check, '', 0, false);
  if (filter !== null && check.conditions > limits.conditions) {
    note(check, '', { code: 'filter.too-many-conditions', params: { limit: limits.conditions } });
  }
  if (filter === null || check.problems.length > 0) return { ok: false, problems: check.problems };
  if (formatFilter(filter).length > limits.characters) {
    note(check, '', { code: 'filter.too-long', params: { limit: limits.characters } });
    return { ok: false, problems: check.problems };
  }
  return { ok: true, filter };
}

const soundness = new WeakMap<Filter, { schema: FilterSchema; filter: Filter }>();

/**
 * The filter in canonical form, with every part that the schema does not know (a field that is gone since it was
 * stored) replaced by the constant that makes it match less: false, and true under a `not`. So nothing opens what it
 * was written to close, and one stale grant takes nothing from the others. Without the limits of `validateFilter`,
 * since code joins filters; remembered per filter.
 */
export function soundFilter(filter: Filter, schema: FilterSchema): Filter {
  const known = soundness.get(filter);
  if (known?.schema === schema) return known.filter;
  const check: Check = { schema, depth: 256, problems: [], conditions: 0, repair: true };
  const sound = rebuild(filter, check, '', 0, false) ?? nothing;
  if (typeof filter === 'object' && filter !== null) soundness.set(filter, { schema, filter: sound });
  return sound;
}

interface Check {
  readonly schema: FilterSchema;
  readonly depth: number;
  readonly problems: FilterProblem[];
  conditions: number;
  /**
   * Make do with what can be read. Also lets free text stand anywhere, as filters joined by code may have it; what is
   * typed has it once and at the top.
   */
  readonly repair: boolean;
}

function note(check: Check, path: string, { code, params }: Misfit): null {
  if (check.problems.length < limits.problems) {
    check.problems.push({ code, at: 0, length: 0, params: { ...params, path } });
  }
  return null;
}

/** Null when a part is wrong; when repairing, what is wrong becomes the constant that narrows where it stands. */
function rebuild(json: unknown, check: Check, path: string, level: number, negated: boolean): Filter | null {
  const rebuilt = rebuildNode(json, check, path, level, negated);
  return rebuilt === null && check.repair ? { kind: 'always', value: negated } : rebuilt;
}

function rebuildNode(json: unknown, check: Check, path: string, level: number, negated: boolean): Filter | null {
  if (typeof json !== 'object' || json === null) return note(check, path, { code: 'filter.malformed', params: {} });
  const node = json as Record<string, unknown>;
  switch (node.kind) {
    case 'and':
    case 'or':
      return rebuildGroup(node.kind, node.of, check, path, level, negated);
    case 'not': {
      if (level >= check.depth) return note(check, path, { code: 'filter.too-deep', params: { limit: check.depth } });
      const inner = rebuild(node.of, check, join(path, 'of'), level + 1, !negated);
      return inner && { kind: 'not', of: inner };
    }
    default:
      check.conditions++;
      return rebuildLeaf(node, check, path, level, negated);
  }
}

function rebuildGroup(
  kind: 'and' | 'or',
  of: unknown,
  check: Check,
  path: string,
  level: number,
  negated: boolean,
): Filter | null {
  if (!Array.isArray(of) || of.length < 2) return note(check, path, { code: 'filter.malformed', params: {} });
  if (level >= check.depth) return note(check, path, { code: 'filter.too-deep', params: { limit: check.depth } });
  const parts: Filter[] = [];
  for (const [index, part] of of.entries()) {
    if (!check.repair && check.conditions > limits.conditions) break;
    const atTop = level === 0 && kind === 'and' && !parts.some((earlier) => earlier.kind === 'words');
    const rebuilt = rebuild(part, check, join(path, `of.${index}`), level + (atTop && isWords(part) ? 0 : 1), negated);
    if (rebuilt === null) return null;
    parts.push(rebuilt);
  }
  return { kind, of: parts };
}

function isWords(json: unknown): boolean {
  return typeof json === 'object' && json !== null && (json as Record<string, unknown>).kind === 'words';
}

function rebuildLeaf(
  node: Record<string, unknown>,
  check: Check,
  path: string,
  level: number,
  negated: boolean,
): Filter | null {
  const { schema } = check;
  const malformed: Misfit = { code: 'filter.malformed', params: {} };
  switch (node.kind) {
    case 'always':
      return typeof node.value === 'boolean' ? { kind: 'always', value: node.value } : note(check, path, malformed);
    case 'predicate': {
      const name = typeof node.name === 'string' ? node.name : '';
      if (predicateNamed(schema, name) !== undefined) return { kind: 'predicate', name };
      const suggestion = suggest(name, Object.keys(schema.predicates ?? {}));
      return note(check, path, { code: 'filter.unknown-predicate', params: { name, suggestion } });
    }
    case 'words': {
      // Full text that nobody compiles is false, which must not open what stands under a `not`.
      if (check.repair ? negated : level > 0 || schema.text !== true) {
        return note(check, path, { code: 'filter.text-not-at-top', params: {} });
      }
      const words: unknown[] = Array.isArray(node.words) ? node.words : [];
      const good = words.every((word) => typeof word === 'string' && word.trim() !== '' && isStorable(word));
      return good && words.length > 0 ? { kind: 'words', words: words as string[] } : note(check, path, malformed);
    }
    case 'condition':
      return rebuildCondition(node, check, path);
    default:
      return note(check, path, malformed);
  }
}

function rebuildCondition(node: Record<string, unknown>, check: Check, path: string): Filter | null {
  const field = typeof node.field === 'string' ? node.field : '';
  const type = fieldType(check.schema, field);
  if (type === undefined) {
    const suggestion = suggest(field, Object.keys(check.schema.fields));
    return note(check, path, { code: 'filter.unknown-field', params: { name: field, suggestion } });
  }
  const operator = operatorsOf[type.type].find((candidate) => candidate === node.operator);
  if (operator === undefined) {
    const params = {
      operator: typeof node.operator === 'string' ? node.operator : '',
      field,
      type: type.type,
      allowed: operatorsOf[type.type].join(', '),
    };
    return note(check, path, { code: 'filter.operator-not-for-type', params });
  }
  const raw: unknown[] | null = Array.isArray(node.values) ? node.values : null;
  const isList = operator === 'in' || operator === 'not in';
  const expected = operator.startsWith('is ') ? 0 : operator === 'between' ? 2 : 1;
  if (raw === null || (!isList && raw.length !== expected)) {
    return note(check, path, { code: 'filter.malformed', params: {} });
  }
  // A choice that was retired since the filter was stored is still what old records hold.
  const accepted = check.repair ? { ...type, values: undefined } : type;
  const values: Value[] = [];
  for (const [index, item] of raw.entries()) {
    const fitted = fitJson(check.schema, accepted, item);
    if ('misfit' in fitted) return note(check, join(path, `values.${index}`), fitted.misfit);
    values.push(fitted.value);
  }
  return { kind: 'condition', field, operator, values };
}

function join(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}
