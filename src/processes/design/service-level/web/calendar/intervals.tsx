import { useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import type { OpenInterval } from '#/processes/foundation/shared/calendar.ts';
import { asTime } from './versions.ts';

interface IntervalsProps {
  /** What the intervals are of, for those who hear the page. */
  of: string;
  intervals: readonly OpenInterval[];
  onChange(intervals: OpenInterval[]): void;
}

/** The hours of a day: none, one or several, each from a time to a time; 24:00 is the end of the day. */
export function Intervals({ of, intervals, onChange }: IntervalsProps) {
  const { t } = useText();
  const put = (index: number, part: Partial<OpenInterval>) => {
    const before = intervals[index];
    if (before) onChange(intervals.with(index, { ...before, ...part }));
  };
  const last = intervals.at(-1);
  // An interval is known by its place: while it is typed, nothing else about it stays the same.
  const places = intervals.map((interval, index) => ({ ...interval, index }));
  return (
    <div className="intervals">
      {intervals.length === 0 ? <span className="admin-none">{t('admin.calendar.closed')}</span> : null}
      {places.map(({ from, to, index }) => (
        <span key={index} className="interval">
          <Time
            label={t('admin.calendar.from', { of, nth: index + 1 })}
            value={from}
            onChange={(time) => put(index, { from: time })}
          />
          –
          <Time
            label={t('admin.calendar.to', { of, nth: index + 1 })}
            value={to}
            onChange={(time) => put(index, { to: time })}
          />
          <RemoveButton
            name={`${of} ${from} – ${to}`}
            size={12}
            onClick={() => onChange(intervals.toSpliced(index, 1))}
          />
        </span>
      ))}
      <button
        type="button"
        className="icon-button"
        aria-label={t('admin.calendar.add-hours', { of })}
        title={t('admin.calendar.add-hours', { of })}
        onClick={() => onChange([...intervals, last ? { from: last.to, to: '24:00' } : { from: '08:00', to: '16:00' }])}
      >
        <Icon name="plus" size={14} />
      </button>
    </div>
  );
}

function Time({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      className="time"
      inputMode="numeric"
      maxLength={5}
      aria-label={label}
      value={typed ?? value}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={() => {
        if (typed !== null) onChange(asTime(typed));
        setTyped(null);
      }}
    />
  );
}
