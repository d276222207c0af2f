import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import { valueIn } from '#/record/shared/own-fields.ts';
import { useOwnFields } from '../data/own-fields.ts';
import type { OwnField } from '../data/own-fields.ts';

/** What the desk added to cases and shows to everybody; what is empty is not mentioned. */
export function OwnFacts({ record, names }: { record: object; names: Names }) {
  const { t } = useText();
  const formats = useFormats();
  const { data: fields = [] } = useOwnFields();
  const said = ({ kind, name }: OwnField): string => {
    const value = valueIn(record as Readonly<Record<string, unknown>>, name);
    if (value === null || value === undefined || value === '') return '';
    switch (kind) {
      case 'boolean':
        return t(value === true ? 'portal.yes' : 'portal.no');
      case 'integer':
      case 'decimal':
        return formats.number(Number(value));
      case 'date':
        return formats.day(`${String(value)}T12:00:00Z`);
      case 'ref':
        return names[String(value)]?.title ?? '';
      default:
        return String(value);
    }
  };
  return fields.map((field) => {
    const value = said(field);
    return value === '' ? null : (
      <div key={field.name}>
        <dt>{field.label}</dt>
        <dd className={field.kind === 'long-text' ? 'prose' : undefined}>{value}</dd>
      </div>
    );
  });
}
