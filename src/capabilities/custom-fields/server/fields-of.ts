import type { Field, OwnField } from '#/record/shared/field.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';
import type { Row } from '#/record/server/commit/commit.ts';

/** A custom field as the kit knows fields: the same kinds, the same checks. */
function asField(row: Row): OwnField {
  const kind = row['kind'] as Field['kind'];
  return {
    kind,
    required: row['mandatory'] === true,
    computed: false,
    label: { en: row['label'] as string, sk: (row['labelSk'] as string | null) || (row['label'] as string) },
    audience: row['onPortal'] === true ? 'everyone' : 'staff',
    ...(kind === 'text' ? { max: 200 } : {}),
    ...(kind === 'long-text' ? { max: 20_000 } : {}),
    ...(kind === 'choice' ? { options: row['options'] as string[] } : {}),
    ...(kind === 'ref' ? { to: row['to'] as string } : {}),
  };
}

/** The custom fields in use of a kind of record, by key and in their order. */
export async function customFieldsOf(ctx: Context, kind: string): Promise<Readonly<Record<string, OwnField>>> {
  const configuration = await configurationOf(ctx);
  return configuration.derive(`custom-fields ${kind}`, async () => {
    const rows = await configuration.rows('custom-field');
    return Object.fromEntries(
      rows.filter((row) => row['record'] === kind).map((row) => [row['key'] as string, asField(row)]),
    );
  });
}
