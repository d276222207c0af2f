import { NativeSelect } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { useKinds } from './kinds.ts';

/** On which kind of record the field stands. */
export const Editor: ShapeEditor = ({ field, value, errors, onChange }) => {
  const { t } = useText();
  const kinds = useKinds('take');
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
