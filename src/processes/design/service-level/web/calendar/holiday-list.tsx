import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import type { CalendarVersion } from '#/processes/foundation/shared/calendar.ts';
import { AddDay } from './add-day.tsx';

type Holidays = CalendarVersion['holidays'];

const inOrder = (days: Holidays) => days.toSorted((a, b) => (a.date < b.date ? -1 : 1));

/** Closed days with their names; those of a country are proposed, and looked at, before they count. */
export function HolidayList(props: { country: string; holidays: Holidays; onChange(holidays: Holidays): void }) {
  const { country, holidays, onChange } = props;
  const { t } = useText();
  const years = Map.groupBy(inOrder(holidays), (day) => day.date.slice(0, 4));
  const latest = [...years.keys()].at(-1);
  return (
    <section aria-labelledby="calendar-holidays">
      <h2 id="calendar-holidays">{t('admin.calendar.holidays')}</h2>
      {holidays.length === 0 ? <p className="admin-none">{t('admin.calendar.no-holidays')}</p> : null}
      {[...years].map(([year, days]) => (
        <details key={year} open={year === latest}>
          <summary>
            {year} <span className="admin-none">{t('admin.calendar.days', { count: days.length })}</span>
          </summary>
          <ul>
            {days.map((day) => (
              <li key={`${day.date} ${day.name}`}>
                <span>
                  <strong>{day.date}</strong> {day.name}
                </span>
                <RemoveButton
                  name={`${day.date} ${day.name}`}
                  onClick={() => onChange(holidays.filter((other) => other !== day))}
                />
              </li>
            ))}
          </ul>
        </details>
      ))}
      <AddDay
        label={t('admin.calendar.add-holiday')}
        refuse={(_date, name) => name === ''}
        onAdd={(date, name) => onChange(inOrder([...holidays, { date, name }]))}
      />
      {country === '' ? (
        <p className="admin-none">{t('admin.calendar.choose-country')}</p>
      ) : (
        <Proposal key={country} country={country} holidays={holidays} onChange={onChange} />
      )}
    </section>
  );
}

function Proposal(props: { country: string; holidays: Holidays; onChange(holidays: Holidays): void }) {
  const { country, holidays, onChange } = props;
  const { t, language } = useText();
  const [from, setFrom] = useState(() => new Date().getFullYear());
  const [years, setYears] = useState(3);
  const [open, setOpen] = useState(false);
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const { data, error } = useQuery({
    queryKey: ['holidays', country, from, years, language],
    enabled: open,
    queryFn: async ({ signal }) => (await get<{ rows: Holidays }>('/holidays', { country, from, years }, signal)).rows,
  });
  const known = new Set(holidays.map(({ date }) => date));
  const fresh = (data ?? []).filter(({ date }) => !known.has(date));
  const chosen = fresh.filter(({ date }) => !without.has(date));
  const toggle = (date: string) => {
    const next = new Set(without);
    if (!next.delete(date)) next.add(date);
    setWithout(next);
  };
  return (
    <div className="calendar-proposal">
      <div className="calendar-add">
        <label>
          <span>{t('admin.calendar.from-year')}</span>
          <input
            type="number"
            min={1950}
            max={2190}
            value={from}
            onChange={({ target }) => setFrom(Number(target.value))}
          />
        </label>
        <label>
          <span>{t('admin.calendar.years')}</span>
          <input
            type="number"
            min={1}
            max={10}
            value={years}
            onChange={({ target }) => setYears(Number(target.value))}
          />
        </label>
        <button type="button" className="quiet-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('admin.calendar.propose', { country })}
        </button>
      </div>
      {open && error ? <p className="admin-problem">{problemText(error, t)}</p> : null}
      {open && data ? (
        <div role="group" aria-label={t('admin.calendar.proposal')}>
          {fresh.length === 0 ? <p className="admin-none">{t('admin.calendar.all-there')}</p> : null}
          {fresh.map(({ date, name }) => (
            <label key={date} className="admin-check">
              <input type="checkbox" checked={!without.has(date)} onChange={() => toggle(date)} />
              <strong>{date}</strong> {name}
            </label>
          ))}
          {fresh.length > 0 ? (
            <button
              type="button"
              className="quiet-button"
              disabled={chosen.length === 0}
              onClick={() => {
                onChange(inOrder([...holidays, ...chosen]));
                setOpen(false);
              }}
            >
              {t('admin.calendar.take', { count: chosen.length })}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
