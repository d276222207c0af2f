import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { quote } from '#/platform/database/build.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Behaviour, RecordType } from '#/record/server/kit.ts';

/**
 * A custom field belongs to a record type that takes them; its key and kind stay once values may hang on them, and a key
 * is not given to another kind when its field was retired. A choice has options, a reference a kind of record to point at.
 */
const save: Behaviour = {
  async apply(commit) {
    const { ctx, before, after } = commit;
    const wrong: Record<string, Message> = {};
    const type = ctx.kit.types.get(after['record'] as string);
    if (!type?.definition.custom) wrong['record'] = message('custom-field.record-takes-none');
    else if (Object.hasOwn(type.definition.fields, after['key'] as string)) {
      wrong['key'] = message('custom-field.key-taken');
    } else if ((after['key'] as string) in {}) wrong['key'] = message('custom-field.key-reserved');
    if (after['kind'] === 'choice' && (after['options'] as string[]).length === 0) {
      wrong['options'] = message('custom-field.choice-needs-options');
    }
    if (after['kind'] === 'ref' && !ctx.kit.types.has((after['to'] as string | null) ?? '')) {
      wrong['to'] = message('custom-field.reference-needs-kind');
    }
    if (after['kind'] === 'ref' && after['onPortal'] === true && after['mandatory'] === true) {
      wrong['mandatory'] = message('custom-field.nobody-fills-in');
    }
    for (const field of ['record', 'key', 'kind']) {
      if (before && before[field] !== after[field]) wrong[field] = message('custom-field.fixed');
    }
    if (!before && !wrong['key'] && (await hadOtherKind(commit))) {
      wrong['key'] = message('custom-field.key-had-other-kind');
    }
    if (before && type && !wrong['options']) Object.assign(wrong, await lostOptions(commit, type));
    if (Object.keys(wrong).length > 0) throw new Refusal('invalid', 'refusal.invalid', wrong);
  },
};

/** Whether a retired field had this key and another kind: its values are still in the records. */
async function hadOtherKind({ ctx, after }: Commit): Promise<boolean> {
  const all = await (await configurationOf(ctx)).rows('custom-field', 'all');
  return all.some((row) => ['record', 'key'].every((field) => row[field] === after[field]) && differs(row, after));
}

/** Kinds that mean the same to a value are the kind itself, and for references what they point at. */
const differs = (a: Row, b: Row): boolean => a['kind'] !== b['kind'] || (a['to'] ?? null) !== (b['to'] ?? null);

/** So many records are counted at most. */
const most = 10_000;

/**
 * An option that records have stays until they have another one: without it their values would be words that nobody can
 * choose, filter by or find.
 */
async function lostOptions({ tx, before, after }: Commit, type: RecordType): Promise<Record<string, Message>> {
  const kept = new Set(after['options'] as string[]);
  const lost = ((before?.['options'] as string[] | undefined) ?? []).filter((option) => !kept.has(option));
  for (const option of after['kind'] === 'choice' ? lost : []) {
    const [row] = await tx.query<{ count: number }>({
      sql: `select count(*) as count from
        (select 1 from ${quote(type.table)} where custom @> $1::jsonb limit ${most}) having_it`,
      parameters: [JSON.stringify({ [after['key'] as string]: option })],
    });
    const count = row?.count ?? 0;
    if (count > 0) return { options: message('custom-field.option-in-use', { option, count }) };
  }
  return {};
}

export const customFieldBehaviours: Readonly<Record<string, Behaviour>> = {
  'custom-field.create': save,
  'custom-field.edit': save,
};
