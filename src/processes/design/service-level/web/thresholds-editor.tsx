import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import type { Threshold } from '../shared/clock-policy.ts';
import './policy-editors.css';

const recipients = ['assignee', 'group', 'group-lead', 'manager', 'service-owner'] as const;

/** Who is told when a share of the time is used up. */
export const Editor: ShapeEditor = ({ field, value, errors, onChange }) => {
  const { t } = useText();
  const thresholds = Array.isArray(value) ? (value as Threshold[]) : [];
  const put = (index: number, part: Partial<Threshold>) => {
    const before = thresholds[index];
    if (before) onChange(thresholds.with(index, { ...before, ...part }));
  };
  // A warning is known by its place: its percentage is what is being typed.
  const places = thresholds.map((threshold, index) => ({ ...threshold, index }));
  const next = Math.min(1000, Math.max(0, ...thresholds.map(({ percent }) => percent)) + 25);
  return (
    <fieldset className="thresholds">
      <legend>{field.label}</legend>
      {errors[field.name] ? <p className="admin-problem">{errors[field.name]}</p> : null}
      <ul>
        {places.map(({ percent, notify, index }) => (
          <li key={index}>
            <label className="threshold-percent">
              <span className="only-read">{t('admin.thresholds.percent')}</span>
              <input
                type="number"
                min={1}
                max={1000}
                value={percent || ''}
                onChange={({ target }) => put(index, { percent: Number(target.value) })}
              />
              %
            </label>
            <div role="group" aria-label={t('admin.thresholds.who', { percent })}>
              {recipients.map((who) => (
                <label key={who} className="admin-check">
                  <input
                    type="checkbox"
                    checked={notify.includes(who)}
                    onChange={({ target }) =>
                      put(index, { notify: target.checked ? [...notify, who] : notify.filter((one) => one !== who) })
                    }
                  />
                  {t(`admin.recipient.${who}`)}
                </label>
              ))}
            </div>
            <RemoveButton name={`${percent} %`} onClick={() => onChange(thresholds.toSpliced(index, 1))} />
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="quiet-button"
        onClick={() => onChange([...thresholds, { percent: next, notify: ['assignee'] }])}
      >
        <Icon name="plus" size={14} />
        {t('admin.thresholds.add')}
      </button>
    </fieldset>
  );
};
