import { notFound } from '#/base/refusal.ts';
import type { Texts } from '#/platform/text/texts.ts';
import { wordKeys } from '#/platform/text/texts.ts';
import type { Field, Fields } from '#/record/shared/field.ts';
import { configured } from '#/record/server/configured.ts';
import type { Context } from '#/record/server/context.ts';
import { inputFields } from '#/record/server/kit.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { holds } from '#/record/server/permission.ts';
import { readable } from '#/record/server/read/columns.ts';
import { readPermission } from '#/record/server/read/predicate.ts';
import type { Answer, Call } from '../route.ts';
import { fieldLabel, labelOf, spoken } from './label.ts';
import { typesOf } from './type-of.ts';

/** `GET /definitions`: every record type that the caller may read, in the caller's words: lists and forms follow it. */
export function definitions(texts: Texts) {
  return async ({ ctx }: Call): Promise<Answer> => {
    const types = typesOf(ctx.kit, ctx.face).filter((type) => {
      const permission = readPermission(ctx, type);
      return permission !== undefined && holds(ctx.actor, permission);
    });
    const known = await Promise.all(types.map((type) => configured(ctx, type)));
    return { body: { types: known.map((type) => definitionOf(ctx, type, texts)) } };
  };
}

/**
 * `GET /definitions/:kind`: a record type in the caller's words, though they may not read such records: rules and grants
 * are about them.
 */
export function definitionFor(texts: Texts) {
  return async ({ ctx, params }: Call): Promise<Answer> => {
    const type = ctx.kit.types.get(params['kind'] ?? '');
    if (!type) throw notFound();
    return { body: definitionOf(ctx, await configured(ctx, type), texts) };
  };
}

function definitionOf(ctx: Context, type: RecordType, texts: Texts) {
  const { definition } = type;
  const { name, plural, prefix, states, start, item, columns, sort, frozen, capabilities } = definition;
  const language = ctx.actor.language;
  const say = (key: string, fallback: string) => texts.find(language, key) ?? spoken(fallback);
  const shown = (fields: Fields, names: readonly string[]) =>
    names.flatMap((field) => (fields[field] ? [fieldOf(texts, language, name, field, fields[field] as Field)] : []));
  const steps = Object.entries(type.steps).filter(([, step]) => !step.hidden && holds(ctx.actor, step.may));
  return {
    name,
    plural,
    prefix,
    label: say(wordKeys.one(name), name),
    labelMany: say(wordKeys.many(name), plural),
    fields: shown(
      definition.fields,
      Object.keys(definition.fields).filter((field) => readable(ctx, type, field)),
    ),
    create: holds(ctx.actor, definition.create) ? Object.keys(inputFields(type, 'create', ctx.face)) : null,
    edit: holds(ctx.actor, definition.edit) ? Object.keys(inputFields(type, 'edit', ctx.face)) : null,
    states: Object.entries(states).map(([state, group]) => ({
      name: state,
      group,
      label: say(wordKeys.state(name, state), state),
    })),
    start,
    steps: steps.map(([step, { from, to, undoable, input = {} }]) => ({
      name: step,
      label: say(wordKeys.step(name, step), step),
      from,
      to,
      undoable: undoable === true,
      input: shown(input, Object.keys(input)),
    })),
    item: { title: item.title },
    columns: columns.filter((column) => readable(ctx, type, column)),
    sort,
    frozen: frozen ?? [],
    capabilities,
    custom: definition.custom ?? false,
    /** Customers' own fields, each under `custom.key`. */
    own: type.own
      .filter(({ field }) => readable(ctx, type, field))
      .map(({ field, definition: own }) => ({
        ...fieldOf(texts, language, name, field, own),
        label: labelOf(texts, language, type, field),
        // Whoever added the field wrote its options as they are to be read.
        ...(own.options ? { options: own.options.map((value) => ({ value, label: value })) } : {}),
      })),
  };
}

function fieldOf(texts: Texts, language: string, kind: string, name: string, field: Field) {
  const {
    kind: fieldKind,
    required,
    computed,
    byStep,
    max,
    min,
    options,
    to,
    initial,
    format,
    shape,
    audience,
    duty,
  } = field;
  return {
    name,
    label: fieldLabel(texts, language, kind, name),
    kind: fieldKind,
    required,
    computed,
    byStep: byStep ?? false,
    audience,
    max,
    min,
    options: options?.map((value) => ({
      value,
      label: texts.find(language, wordKeys.option(kind, name, value)) ?? spoken(value),
    })),
    to,
    initial,
    format,
    shape,
    duty,
  };
}
