import { useMemo } from 'react';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import { fieldOf } from './definitions.tsx';
import type { FieldShape, TypeShape } from './definitions.tsx';

export interface Words {
  /** The label of a field, of those too that every record has. */
  label(type: TypeShape, field: string): string;
  state(type: TypeShape, state: string): string;
  /** A value as plain words; empty values are an empty text. */
  value(field: FieldShape, value: unknown, names: Names): string;
  /** A level (`1 – Critical`), where the product has a word for it. */
  level(field: string, value: number): string;
}

/** Says records in the reader's language. */
export function useWords(): Words {
  const { t } = useText();
  const formats = useFormats();
  return useMemo(() => {
    const level = (field: string, value: number) => {
      const key = `level.${field}.${value}`;
      const said = t(key);
      return said === key ? String(value) : said;
    };
    const value = (field: FieldShape, given: unknown, names: Names): string => {
      if (given === null || given === undefined || given === '') return '';
      if (Array.isArray(given))
        return given.map((one) => value({ ...field, kind: single(field.kind) }, one, names)).join(', ');
      switch (field.kind) {
        case 'ref':
          return names[String(given)]?.title || names[String(given)]?.number || '';
        case 'choice':
          return field.options?.find((option) => option.value === given)?.label ?? String(given);
        case 'level':
          return level(field.name === 'calculatedPriority' ? 'priority' : field.name, Number(given));
        case 'boolean':
          return t(given === true ? 'record.yes' : 'record.no');
        case 'instant':
          return formats.moment(String(given));
        case 'date':
          return formats.day(`${String(given)}T12:00:00Z`);
        case 'integer':
        case 'decimal':
          return formats.number(Number(given));
        case 'json':
          return JSON.stringify(given);
        default:
          return String(given);
      }
    };
    return {
      label: (type, field) => fieldOf(type, field)?.label || t(`field.record.${field}`),
      state: (type, state) => type.states.find(({ name }) => name === state)?.label ?? state,
      value,
      level,
    };
  }, [t, formats]);
}

/** The kind of one value of a field that has several. */
export function single(kind: FieldShape['kind']): FieldShape['kind'] {
  return kind === 'refs' ? 'ref' : kind === 'tags' ? 'text' : kind;
}
