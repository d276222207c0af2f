import type { ImportField } from '#/capabilities/mapping/shared/answers.ts';
import type { Value } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';

/** The value of an option by its text. */
export function optionOf(field: ImportField, text: string): Value | undefined {
  return field.options.find(({ value }) => String(value) === text)?.value;
}

/** What an option of a field is called: levels as the desk's own pages call them. */
export function useOptionLabel(field: ImportField): (option: ImportField['options'][number]) => string {
  const { t } = useText();
  return ({ value, label }) => {
    if (field.kind !== 'level') return label;
    const key = `level.${field.name}.${String(value)}`;
    const word = t(key);
    return word === key ? String(value) : word;
  };
}

/** The options of a field. */
export function Options({ field }: { field: ImportField }) {
  const label = useOptionLabel(field);
  return field.options.map((option) => (
    <option key={String(option.value)} value={String(option.value)}>
      {label(option)}
    </option>
  ));
}
