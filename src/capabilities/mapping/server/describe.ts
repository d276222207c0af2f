import type { Field } from '#/record/shared/field.ts';
import type { Context } from '#/record/server/context.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { ImportField, ImportKind } from '../shared/answers.ts';
import { importFields } from './fill-case.ts';
import { wordIn } from './say.ts';
import type { ImportTarget } from './target.ts';

/** What a person needs to know of a kind of record to map a source to it, in their language. */
export async function describeTarget(ctx: Context, target: ImportTarget): Promise<ImportKind> {
  const { kind } = target;
  const { language } = ctx.actor;
  const type = ctx.kit.types.get(kind);
  if (!type) throw new Error(`no records of kind ${kind}`);
  const fields = Object.entries((await importFields(ctx, target)) as Record<string, Field>);
  const labels = await customLabels(ctx, kind, language);
  const reasons = target.reasonKind ? await (await configurationOf(ctx)).rows(target.reasonKind) : [];
  return {
    kind,
    label: wordIn(language, `record.${kind}.many`, type.definition.plural ?? kind),
    fields: fields.map(([name, field]) => ({
      ...describeField(target, language, name, field),
      ...(labels.has(name) ? { label: labels.get(name) ?? name } : {}),
    })),
    states: Object.keys(type.definition.states).map((value) => ({
      value,
      label: wordIn(language, `state.${kind}.${value}`, value),
    })),
    statusWords: target.statusWords,
    reasons: reasons.map((row) => ({
      value: String(row['code'] ?? row['name']),
      label: String((language === 'sk' && row['nameSk']) || row['name']),
    })),
    policies: await target.policies(ctx),
  };
}

/** What customers' own fields are called, by their names here. */
async function customLabels(ctx: Context, kind: string, language: string): Promise<Map<string, string>> {
  const rows = await (await configurationOf(ctx)).rows('custom-field');
  const own = rows.filter((row) => row['record'] === kind);
  return new Map(
    own.map((row) => [`custom.${String(row['key'])}`, String((language === 'sk' && row['labelSk']) || row['label'])]),
  );
}

function describeField(target: ImportTarget, language: string, name: string, field: Field): ImportField {
  const { kind } = target;
  return {
    name,
    label: wordIn(language, `field.${kind}.${name}`, name),
    kind: field.kind,
    to: field.to ?? null,
    options: optionsOf(kind, language, name, field),
    required: target.required.includes(name),
    byEvents: target.eventFields.includes(name),
    makes: field.to !== undefined && target.makes.includes(field.to),
  };
}

function optionsOf(kind: string, language: string, name: string, field: Field): ImportField['options'] {
  if (field.kind === 'level') {
    const most = field.max ?? 5;
    return Array.from({ length: most }, (_, nth) => nth + 1).map((value) => ({
      value,
      label: wordIn(language, `level.${name}.${value}`, String(value)),
    }));
  }
  return (field.options ?? []).map((value) => ({
    value,
    label: wordIn(language, `option.${kind}.${name}.${value}`, value),
  }));
}
