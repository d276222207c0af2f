import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Validator } from 'typebox/compile';
import { Value } from 'typebox/value';
import { Refusal, message } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { isStorable, textFault } from '#/base/text.ts';
import type { DoorRoute } from './route.ts';

/** Compiled when a route is first called: compiling all at start would take seconds once there are many. */
const validators = new WeakMap<TSchema, Validator>();

function validatorOf(schema: TSchema): Validator {
  let found = validators.get(schema);
  if (!found) validators.set(schema, (found = Compile(schema) as unknown as Validator));
  return found;
}

type Properties = Record<string, TSchema>;
const propertiesOf = (schema: TSchema | undefined): Properties | undefined =>
  (schema as { properties?: Properties } | undefined)?.properties;

/** Typebox would make 0 of nothing, 5 of `5.7` and 16 of `0x10`: nobody who sent those meant that. */
const isInteger = (schema: TSchema | undefined): boolean =>
  (schema as { type?: unknown } | undefined)?.type === 'integer';

/**
 * The query parameters of a request, as the route's schema has them: texts become numbers and booleans. Unknown and
 * repeated ones are refused with 400; a route without a schema takes none.
 */
export function readQuery(route: DoorRoute, request: FastifyRequest): Record<string, unknown> {
  const given = request.query as Record<string, unknown>;
  const known = propertiesOf(route.query) ?? {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, name)) throw new Refusal('bad-request', message('refusal.unknown-parameter', { name }));
    if (typeof value !== 'string' || !isStorable(value)) {
      throw new Refusal('bad-request', message('refusal.bad-parameter', { name }));
    }
    if (isInteger(known[name]) && !/^-?\d{1,15}$/.test(value)) {
      throw new Refusal('bad-request', message('refusal.bad-parameter', { name }));
    }
  }
  if (!route.query) return {};
  const converted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const schema = known[name] as TSchema;
    // What is to be a text is one already.
    converted[name] = (schema as { type?: unknown }).type === 'string' ? value : Value.Convert(schema, value);
  }
  const wrong = problemsOf(route.query, converted);
  const [name] = Object.keys(wrong);
  if (name !== undefined) throw new Refusal('bad-request', message('refusal.bad-parameter', { name }), wrong);
  return converted;
}

/** The JSON body: an object, closed by the route's schema (422). A body that is not there is an empty object. */
export function readBody(route: DoorRoute, request: FastifyRequest): Record<string, unknown> {
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || Array.isArray(body)) throw new Refusal('bad-request', 'refusal.not-an-object');
  const values = body as Record<string, unknown>;
  const faults = textFaults(values);
  if (Object.keys(faults).length > 0) throw new Refusal('invalid', 'refusal.invalid', faults);
  // The derived routes check their input by the record's own fields.
  if (route.generic && !route.body) return values;
  const wrong = problemsOf(route.body, values);
  if (Object.keys(wrong).length > 0) throw new Refusal('invalid', 'refusal.invalid', wrong);
  return values;
}

/**
 * What is wrong with the texts of a body, whatever route it is for and however deep they stand: by the path of the field,
 * `custom.floor`; what stands in a list of texts is the list's.
 */
function textFaults(
  value: unknown,
  path: readonly string[] = [],
  found: Record<string, Message> = {},
): Record<string, Message> {
  if (typeof value === 'string') {
    const fault = textFault(value);
    if (fault) found[path.join('.')] ??= message(fault);
  } else if (Array.isArray(value)) {
    value.forEach((inner: unknown, index) =>
      textFaults(inner, typeof inner === 'string' ? path : [...path, String(index)], found),
    );
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      // A name that cannot be stored cannot be said back either.
      if (!isStorable(name)) found[path.join('.') || 'body'] ??= message('field.control-characters');
      else textFaults(inner, [...path, name], found);
    }
  }
  return found;
}

function problemsOf(schema: TSchema | undefined, values: Record<string, unknown>): Record<string, Message> {
  const problems: Record<string, Message> = {};
  const known = propertiesOf(schema);
  const open = schema !== undefined && known === undefined;
  if (!open) {
    for (const name of Object.keys(values)) {
      if (!known || !Object.hasOwn(known, name)) problems[name] = message('field.unknown');
    }
  }
  if (!schema || validatorOf(schema).Check(values)) return problems;
  for (const { keyword, instancePath, params } of validatorOf(schema).Errors(values)) {
    const path = instancePath.slice(1).replaceAll('/', '.');
    if (keyword === 'required') {
      const missing = (params as { requiredProperties?: string[] }).requiredProperties ?? [];
      for (const name of missing) problems[path ? `${path}.${name}` : name] ??= message('field.required');
    } else if (keyword === 'additionalProperties') {
      const extra = (params as { additionalProperties?: string[] }).additionalProperties ?? [];
      for (const name of extra) problems[path ? `${path}.${name}` : name] ??= message('field.unknown');
    } else if (path !== '') problems[path] ??= why(keyword, params as Record<string, unknown>);
  }
  return problems;
}

function why(keyword: string, params: Record<string, unknown>): Message {
  const limit = Number(params['limit'] ?? params['comparison'] ?? 0);
  switch (keyword) {
    case 'maxLength':
      return message('field.too-long', { max: limit });
    case 'maxItems':
      return message('field.too-many', { max: limit });
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return message('field.number-out-of-range', { limit });
    case 'type':
      return typeProblems[String(params['type'])] ?? message('field.wrong');
    case 'enum':
    case 'const':
    case 'anyOf':
      return message('field.not-allowed');
    default:
      return message('field.wrong');
  }
}

const typeProblems: Record<string, Message> = {
  string: message('field.not-text'),
  integer: message('field.not-integer'),
  number: message('field.not-number'),
  boolean: message('field.not-boolean'),
  array: message('field.not-list'),
};

/** What `If-Match` asks for: one of these versions, whichever there is (`*`), or nothing (null). */
export type Match = '*' | readonly string[] | null;

/**
 * Reads `If-Match` (RFC 9110, 13.1.1): `*`, or a list of entity tags, quotes included. Weak tags are well written and
 * never match: versions are compared strongly. Anything else is refused.
 */
export function readMatch(header: string | undefined): Match {
  const given = header?.trim();
  if (given === undefined || given === '*') return given ?? null;
  const tags = given.split(',').map((tag) => tag.trim());
  if (tags.length > 50 || !tags.every((tag) => /^(W\/)?"[\w-]{1,100}"$/.test(tag))) {
    throw new Refusal('bad-request', 'refusal.bad-version');
  }
  return tags.filter((tag) => !tag.startsWith('W/'));
}
