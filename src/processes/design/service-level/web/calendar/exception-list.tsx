import { useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { CalendarVersion } from '#/processes/foundation/shared/calendar.ts';
import { Intervals } from './intervals.tsx';

type Exceptions = CalendarVersion['exceptions'];

/** Days with hours of their own, closed ones among them: they win over the week and over holidays. */
export function ExceptionList({
  exceptions,
  onChange,
}: {
  exceptions: Exceptions;
  onChange(exceptions: Exceptions): void;
}) {
  const { t } = useText();
  const [date, setDate] = useState('');
  const [name, setName] = useState('');
  const taken = exceptions.some((one) => one.date === date);
  const add = () => {
    const made = { date, intervals: [], ...(name.trim() ? { name: name.trim() } : {}) };
    onChange([...exceptions, made].toSorted((a, b) => (a.date < b.date ? -1 : 1)));
    setDate('');
    setName('');
  };
  return (
    <section aria-labelledby="calendar-exceptions">
      <h2 id="calendar-exceptions">{t('admin.calendar.exceptions')}</h2>
      <p className="admin-none">{t('admin.calendar.exceptions-why')}</p>
      <ul>
        {exceptions.map((one, index) => (
          <li key={one.date}>
            <span>
              <strong>{one.date}</strong> {one.name}
            </span>
            <Intervals
              of={one.date}
              intervals={one.intervals}
              onChange={(intervals) => onChange(exceptions.with(index, { ...one, intervals }))}
            />
            <button
              type="button"
              className="icon-button"
              aria-label={t('record.remove-this', { name: one.date })}
              onClick={() => onChange(exceptions.toSpliced(index, 1))}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
      <div className="calendar-add">
        <label>
          <span>{t('admin.calendar.date')}</span>
          <input type="date" value={date} onChange={({ target }) => setDate(target.value)} />
        </label>
        <label>
          <span>{t('admin.calendar.name')}</span>
          <input value={name} maxLength={100} onChange={({ target }) => setName(target.value)} />
        </label>
        <button type="button" className="quiet-button" disabled={date === '' || taken} onClick={add}>
          {t('admin.calendar.add-exception')}
        </button>
      </div>
    </section>
  );
}
