import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { useWords } from '#/record/web/words.ts';
import { clockKinds, goalUnits } from '../shared/clock-policy.ts';
import type { ClockKind, Target } from '../shared/clock-policy.ts';
import './policy-editors.css';

const priorities = [1, 2, 3, 4, 5];

/** What is promised: a row a priority, a column a clock (SLM-02). An empty cell promises nothing. */
export const Editor: ShapeEditor = ({ field, value, errors, onChange }) => {
  const { t } = useText();
  const words = useWords();
  const targets = Array.isArray(value) ? (value as Target[]) : [];
  const put = (priority: number, clock: ClockKind, target: Target | null) => {
    const others = targets.filter((one) => !(one.priority === priority && one.clock === clock));
    const next = target ? [...others, target] : others;
    onChange(
      next.toSorted((a, b) => a.priority - b.priority || clockKinds.indexOf(a.clock) - clockKinds.indexOf(b.clock)),
    );
  };
  return (
    <fieldset className="targets">
      <legend>{field.label}</legend>
      {errors[field.name] ? <p className="admin-problem">{errors[field.name]}</p> : null}
      <div className="admin-scroll" role="group" aria-label={field.label} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('admin.targets.priority')}</th>
              {clockKinds.map((clock) => (
                <th key={clock} scope="col">
                  {t(`admin.clock.${clock}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {priorities.map((priority) => (
              <tr key={priority}>
                <th scope="row">{words.level('priority', priority)}</th>
                {clockKinds.map((clock) => (
                  <td key={clock}>
                    <Cell
                      name={`${words.level('priority', priority)}, ${t(`admin.clock.${clock}`)}`}
                      target={targets.find((one) => one.priority === priority && one.clock === clock)}
                      onChange={(part) => put(priority, clock, part && { priority, clock, ...part })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="admin-none">{t('admin.targets.why')}</p>
    </fieldset>
  );
};

type Goal = Pick<Target, 'amount' | 'unit'>;

function Cell({
  name,
  target,
  onChange,
}: {
  name: string;
  target: Target | undefined;
  onChange(goal: Goal | null): void;
}) {
  const { t } = useText();
  const formats = useFormats();
  const unit = target?.unit ?? 'minutes';
  const long = target?.unit === 'minutes' && target.amount >= 60;
  return (
    <div className="target">
      <input
        type="number"
        min={unit === 'end-of-working-day' ? 0 : 1}
        max={525_600}
        aria-label={t('admin.targets.amount', { name })}
        value={target?.amount ?? ''}
        onChange={({ target: { value } }) => onChange(value === '' ? null : { amount: Number(value), unit })}
      />
      <select
        aria-label={t('admin.targets.unit', { name })}
        value={unit}
        disabled={target === undefined}
        onChange={({ target: { value } }) => onChange({ amount: target?.amount ?? 1, unit: value as Target['unit'] })}
      >
        {goalUnits.map((one) => (
          <option key={one} value={one}>
            {t(`admin.unit.${one}`)}
          </option>
        ))}
      </select>
      {long ? (
        <small>{t('admin.targets.hours', { hours: formats.number(Math.round((target.amount / 60) * 10) / 10) })}</small>
      ) : null}
    </div>
  );
}
