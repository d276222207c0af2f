import { message } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { checkInput } from '#/record/shared/check.ts';
import type { BrokenRow } from '#/record/shared/broken-row.ts';
import type { Row } from './commit/commit.ts';
import { configurationOf } from './configuration.ts';
import { configuredKit } from './configured.ts';
import type { Context } from './context.ts';
import { holds } from './permission.ts';
import { inputFields } from './kit.ts';
import type { Kit, RecordType } from './kit.ts';

/**
 * What is wrong with a row of the configuration as it is stored, by field: what its own door would refuse today. Such
 * rows come from before a check, or from somebody who wrote to the table by hand; whoever works by them goes without.
 */
export function rowFaults(kit: Kit, type: RecordType, row: Row): Record<string, Message> {
  const fields = inputFields(type, 'create', 'workspace');
  const stored = Object.fromEntries(Object.entries(row).filter(([field]) => Object.hasOwn(fields, field)));
  const { problems } = checkInput(fields, stored, 'partial', kit.shapes);
  // A list that is empty is no fault of a row: nobody is told, nothing is promised.
  for (const field of Object.keys(problems))
    if (Array.isArray(stored[field]) && stored[field].length === 0) delete problems[field];
  return Object.keys(problems).length > 0 ? problems : (type.behaviours['create']?.faults?.(kit, row) ?? {});
}

/** The rows of a kind in use that can be worked by. The others are left out with a warning in the log, once an epoch. */
export async function soundRows(ctx: Context, kind: string): Promise<readonly Row[]> {
  const configuration = await configurationOf(ctx);
  return configuration.derive(`sound ${kind}`, async () => {
    const kit = await configuredKit(ctx);
    return (await configuration.rows(kind)).filter((row) => isSound(kit, kind, row));
  });
}

/** Whether a row can be worked by; says so in the log where it cannot. */
export function isSound(kit: Kit, kind: string, row: Row): boolean {
  const type = kit.types.get(kind);
  if (!type) return false;
  const faults = rowFaults(kit, type, row);
  const fields = Object.keys(faults);
  if (fields.length === 0) return true;
  const why = Object.fromEntries(fields.map((field) => [field, faults[field]?.key]));
  kit.warn('a row of the configuration is broken, and nothing goes by it', { kind, number: row['number'], why });
  return false;
}

/**
 * The rows in use that are broken, of every kind of configuration that is remembered whole and that the actor may read; those too that rely on a broken
 * one.
 */
export async function brokenRows(ctx: Context): Promise<BrokenRow[]> {
  const configuration = await configurationOf(ctx);
  const kit = await configuredKit(ctx);
  const broken: BrokenRow[] = [];
  const relying: { type: RecordType; row: Row; fields: readonly string[] }[] = [];
  for (const type of ctx.kit.types.values()) {
    const { name, configuration: scope, read } = type.definition;
    if (!scope || scope === 'each' || !holds(ctx.actor, read)) continue;
    const fields = type.behaviours['create']?.reliesOn ?? [];
    for (const row of await configuration.rows(name)) {
      const faults = rowFaults(kit, type, row);
      if (Object.keys(faults).length > 0) broken.push(named(type, row, faults));
      else if (fields.length > 0) relying.push({ type, row, fields });
    }
  }
  const byId = new Map(broken.map((one) => [one.id, one]));
  for (const { type, row, fields } of relying) {
    const faults = fields.flatMap((field) => {
      const other = byId.get(row[field] as string);
      return other ? [[field, message('field.broken-record', { name: other.title })] as const] : [];
    });
    if (faults.length > 0) broken.push(named(type, row, Object.fromEntries(faults)));
  }
  return broken;
}

function named({ definition }: RecordType, row: Row, faults: BrokenRow['faults']): BrokenRow {
  const { id, number } = row as Record<string, string>;
  return {
    kind: definition.name,
    id: id ?? '',
    number: number ?? '',
    title: String(row[definition.item.title] ?? number),
    faults,
  };
}
