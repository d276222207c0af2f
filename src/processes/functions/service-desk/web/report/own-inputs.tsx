import { useText } from '#/platform/web/texts.ts';
import { ownKey, valueIn } from '#/record/shared/own-fields.ts';
import type { OwnField } from '../data/own-fields.ts';
import { Field, TextArea, TextField } from '../parts/field.tsx';

/** Values by key, as they are sent. */
export type OwnValues = Readonly<Record<string, unknown>>;

/** What people can fill in by themselves: of other records they have no list to choose from. */
export const isFilledIn = ({ kind }: OwnField): boolean => kind !== 'ref';

/** The key under which a field's value is sent. */
export const keyOf = ({ name }: OwnField): string => ownKey(name) ?? name;

const valueOf = (field: OwnField, values: OwnValues): unknown => valueIn({ custom: values }, field.name);

/** Mandatory fields that are empty still. */
export const leftOut = (fields: readonly OwnField[], values: OwnValues): readonly OwnField[] =>
  fields.filter((field) => field.required && isFilledIn(field) && (valueOf(field, values) ?? '') === '');

interface OwnInputsProps {
  fields: readonly OwnField[];
  values: OwnValues;
  errorOf(name: string): string | undefined;
  onChange(values: OwnValues): void;
}

/** The fields that the desk added, each by its kind. */
export function OwnInputs({ fields, values, errorOf, onChange }: OwnInputsProps) {
  return fields
    .filter((field) => isFilledIn(field))
    .map((field) => (
      <div key={field.name} data-own={field.name}>
        <OwnInput
          field={field}
          value={valueOf(field, values)}
          error={errorOf(field.name)}
          onChange={(value) => onChange({ ...values, [keyOf(field)]: value })}
        />
      </div>
    ));
}

function OwnInput(props: {
  field: OwnField;
  value: unknown;
  error?: string | undefined;
  onChange(value: unknown): void;
}) {
  const { field, value, error, onChange } = props;
  const { t } = useText();
  const { kind, label, required, max } = field;
  const common = { label, error, optional: !required } as const;
  const text = value === null || value === undefined ? '' : String(value);
  const choices =
    kind === 'choice'
      ? (field.options ?? [])
      : [
          { value: 'true', label: t('portal.yes') },
          { value: 'false', label: t('portal.no') },
        ];
  switch (kind) {
    case 'long-text':
      return (
        <TextArea {...common} value={text} maxLength={max} onChange={({ target }) => onChange(target.value || null)} />
      );
    case 'choice':
    case 'boolean':
      return (
        <Field {...common}>
          {(wiring) => (
            <select
              className="input"
              required={required}
              value={text}
              onChange={({ target }) =>
                onChange(target.value === '' ? null : kind === 'boolean' ? target.value === 'true' : target.value)
              }
              {...wiring}
            >
              <option value="">{t('portal.choose')}</option>
              {choices.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case 'integer':
    case 'decimal':
      return (
        <TextField
          {...common}
          type="number"
          step={kind === 'decimal' ? 'any' : 1}
          value={text}
          onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
        />
      );
    case 'date':
      return (
        <TextField {...common} type="date" value={text} onChange={({ target }) => onChange(target.value || null)} />
      );
    default:
      return (
        <TextField {...common} value={text} maxLength={max} onChange={({ target }) => onChange(target.value || null)} />
      );
  }
}
