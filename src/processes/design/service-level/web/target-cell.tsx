import { useId, useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { Target } from '../shared/clock-policy.ts';
import { readGoal, writeGoal } from '../shared/goal-text.ts';
import type { Goal } from '../shared/goal-text.ts';

/** The two ways to promise: after so much time, or by the end of a working day. */
const byEnd = 'end-of-working-day';

interface TargetCellProps {
  name: string;
  target: Target | undefined;
  /** Null where nothing is promised; what was not understood has no amount, which the server refuses to save. */
  onChange(goal: Goal | null): void;
}

/** One promise, typed as one says it: `4 h`, `30 min`, `2 d`. */
export function TargetCell({ name, target, onChange }: TargetCellProps) {
  const { t } = useText();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const atEnd = target?.unit === byEnd;
  const read = (text: string): Goal | null => {
    if (!atEnd) return readGoal(text);
    return /^\d{1,3}$/.test(text.trim()) ? { amount: Number(text), unit: byEnd } : null;
  };
  const wrong = typed !== null && typed.trim() !== '' && read(typed) === null;
  return (
    <div className="target">
      <input
        type="text"
        autoComplete="off"
        aria-label={t('admin.targets.amount', { name })}
        aria-invalid={wrong}
        aria-describedby={wrong ? id : undefined}
        value={typed ?? (target ? writeGoal(target) : '')}
        onChange={({ target: { value } }) => {
          setTyped(value);
          onChange(
            value.trim() === '' ? null : (read(value) ?? { amount: Number.NaN, unit: target?.unit ?? 'minutes' }),
          );
        }}
        // Said back as it was understood.
        onBlur={() => !wrong && setTyped(null)}
      />
      {target && !wrong ? (
        <select
          aria-label={t('admin.targets.unit', { name })}
          value={atEnd ? byEnd : 'time'}
          onChange={({ target: { value } }) => {
            setTyped(null);
            onChange(value === byEnd ? { amount: 0, unit: byEnd } : { amount: 60, unit: 'minutes' });
          }}
        >
          <option value="time">{t('admin.targets.time')}</option>
          <option value={byEnd}>{t(`admin.unit.${byEnd}`)}</option>
        </select>
      ) : null}
      {wrong ? (
        <small id={id} className="target-wrong" role="alert">
          {t(atEnd ? 'admin.targets.not-days' : 'admin.targets.not-understood')}
        </small>
      ) : null}
    </div>
  );
}
