import { NativeSelect } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { useKinds } from './kinds.ts';

/** What a field that is another record points at. */
export const Editor: ShapeEditor = ({ field, value, form, errors, onChange }) => {
  const { t } = useText();
  const kinds = useKinds('pointAt');
  if (form['kind'] !== 'ref') return null;
  return (
    <NativeSelect
      size="xs"
      label={field.label}
      required
      error={errors[field.name]}
      value={typeof value === 'string' ? value : ''}
      data={[{ value: '', label: t('record.choose') }, ...kinds]}
      onChange={({ target }) => onChange(target.value || null)}
    />
  );
};
