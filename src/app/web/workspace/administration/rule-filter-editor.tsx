import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { FilterText } from '#/processes/foundation/web/filter-text.tsx';

/** The filter of an assignment rule or a policy: about the records that the rule is about. */
export const Editor: ShapeEditor = ({ field, value, form, errors, onChange }) => (
  <FilterText
    label={field.label}
    kind={typeof form['kind'] === 'string' ? form['kind'] : 'incident'}
    asker="nobody"
    value={typeof value === 'string' ? value : ''}
    error={errors[field.name]}
    onChange={(text) => onChange(text === '' ? null : text)}
  />
);
