import { useMemo } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { FieldKind } from '#/record/shared/field.ts';
import { useTypes } from './definitions.tsx';
import type { FieldShape } from './definitions.tsx';
import { useAll } from './records.ts';
import type { Row } from './records.ts';

/** Names of customers' own fields begin with it, in forms as in what the server refuses: `custom.floor`. */
const prefix = 'custom.';

/** The fields that customers added to a kind of record, in their order; none where the reader may not know of them. */
export function useCustomFields(kind: string): readonly FieldShape[] {
  const { language } = useText();
  const type = useTypes().kind('custom-field');
  const { data } = useAll(type, `state = active and record = '${kind}'`);
  return useMemo(
    () =>
      (data?.rows ?? [])
        .toSorted((a, b) => Number(a['order'] ?? 1000) - Number(b['order'] ?? 1000))
        .map((row) => shapeOf(row, language)),
    [data, language],
  );
}

function shapeOf(row: Row, language: string): FieldShape {
  const options = (row['options'] as readonly string[] | null) ?? [];
  return {
    name: prefix + String(row['key']),
    label: String((language === 'sk' && row['labelSk']) || row['label']),
    kind: row['kind'] as FieldKind,
    required: row['mandatory'] === true,
    computed: false,
    byStep: false,
    audience: row['onPortal'] === true ? 'everyone' : 'staff',
    ...(options.length > 0 ? { options: options.map((value) => ({ value, label: value })) } : {}),
    ...(row['to'] ? { to: String(row['to']) } : {}),
  };
}

type Values = Readonly<Record<string, unknown>>;

const keyOf = (name: string): string | null => (name.startsWith(prefix) ? name.slice(prefix.length) : null);
const customOf = (row: Values): Values => (row['custom'] as Values | null | undefined) ?? {};

/** The value of a field of a record, a customer's own included. */
export function valueIn(row: Values, name: string): unknown {
  const key = keyOf(name);
  return key === null ? row[name] : customOf(row)[key];
}

/** A change of one field as the server takes it; those of customers' own leave their neighbours alone. */
export function changeOf(name: string, value: unknown): Record<string, unknown> {
  const key = keyOf(name);
  return key === null ? { [name]: value } : { custom: { [key]: value } };
}

/** A record with one value put in. */
export function withValue<R extends Values>(row: R, name: string, value: unknown): R {
  const key = keyOf(name);
  return key === null ? { ...row, [name]: value } : { ...row, custom: { ...customOf(row), [key]: value } };
}
