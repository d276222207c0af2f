import type { Row } from '#/record/server/commit/commit.ts';
import type { FilledCase, ImportTarget } from '#/capabilities/mapping/server/target.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';

/**
 * What a file has no column for stays as the record has it: a default is for records that are made, and says nothing
 * about those that are here. A fixed value is said.
 */
export function keepUnsaid(target: ImportTarget, mapping: Mapping, filled: FilledCase, before: Row): void {
  const says = (field: string) =>
    mapping.fields[field]?.from !== undefined || mapping.history?.fields?.[field]?.from !== undefined;
  for (const field of target.fields) {
    if (says(field) || before[field] === undefined || !target.stays(field, before)) continue;
    filled.fields[field] = before[field];
    // What it was when events of before happened is no more than that: a later file may have corrected it.
    const known = filled.events.findLast((event) => event.known);
    if (known && filled.events.some((event) => field in event.fields)) known.fields[field] = before[field];
  }
  const own = Object.entries((before['custom'] as Row | undefined) ?? {}).filter(([key]) => !says(`custom.${key}`));
  if (own.length > 0) filled.fields['custom'] = { ...(filled.fields['custom'] as Row), ...Object.fromEntries(own) };
}
