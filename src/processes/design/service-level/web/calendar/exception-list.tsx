import { useText } from '#/platform/web/texts.ts';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import type { CalendarVersion } from '#/processes/foundation/shared/calendar.ts';
import { AddDay } from './add-day.tsx';
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
            <RemoveButton name={one.date} onClick={() => onChange(exceptions.toSpliced(index, 1))} />
          </li>
        ))}
      </ul>
      <AddDay
        label={t('admin.calendar.add-exception')}
        refuse={(date) => exceptions.some((one) => one.date === date)}
        onAdd={(date, name) => {
          const made = { date, intervals: [], ...(name ? { name } : {}) };
          onChange([...exceptions, made].toSorted((a, b) => (a.date < b.date ? -1 : 1)));
        }}
      />
    </section>
  );
}
