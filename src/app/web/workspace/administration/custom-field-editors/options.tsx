import { useState } from 'react';
import { Textarea } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';

/** The options of a choice, one a line. */
export const Editor: ShapeEditor = ({ field, value, form, errors, onChange }) => {
  const { t } = useText();
  const [text, setText] = useState(() => (Array.isArray(value) ? value.join('\n') : ''));
  if (form['kind'] !== 'choice') return null;
  return (
    <Textarea
      size="xs"
      label={field.label}
      description={t('admin.custom.options')}
      error={errors[field.name]}
      autosize
      minRows={3}
      maxRows={12}
      required
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        onChange(
          target.value
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean),
        );
      }}
    />
  );
};
