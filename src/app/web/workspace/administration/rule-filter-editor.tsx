import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { ConditionEditor } from '#/processes/foundation/web/condition-editor.tsx';
import { aboutOf } from './form-fields.ts';

/** The filter of an assignment rule or a policy: about the records that the rule is about. */
export const Editor: ShapeEditor = ({ field, value, form, errors, onChange }) => (
  <ConditionEditor
    label={field.label}
    kind={aboutOf(form)}
    asker="nobody"
    value={typeof value === 'string' ? value : ''}
    error={errors[field.name]}
    onChange={(text) => onChange(text === '' ? null : text)}
  />
);
