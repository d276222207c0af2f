import { minuteOfDay } from '#/base/time.ts';
import { useText } from '#/platform/web/texts.ts';
import type { OpenInterval } from '#/processes/foundation/shared/calendar.ts';
import { Intervals } from './intervals.tsx';
import { openMinutes } from './versions.ts';

const wholeDay = 24 * 60;
/** A Monday. */
const monday = Date.UTC(2024, 0, 1);

/** The week as a grid: a row a day, its hours as numbers and as a bar from midnight to midnight. */
export function WeekGrid({
  week,
  onChange,
}: {
  week: readonly OpenInterval[][];
  onChange(week: OpenInterval[][]): void;
}) {
  const { t, language } = useText();
  const days = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  const hours = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const total = week.reduce((sum, day) => sum + openMinutes(day), 0);
  return (
    <div className="week">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('admin.calendar.day')}</th>
            <th scope="col">{t('admin.calendar.hours')}</th>
            <th scope="col" className="week-bar-head">
              <span className="only-read">{t('admin.calendar.drawn')}</span>
              <span aria-hidden="true" className="week-scale">
                <i>0</i>
                <i>6</i>
                <i>12</i>
                <i>18</i>
                <i>24</i>
              </span>
            </th>
            <th scope="col">{t('admin.calendar.sum')}</th>
          </tr>
        </thead>
        <tbody>
          {week
            .map((intervals, day) => ({ intervals, day }))
            .map(({ intervals, day }) => {
              const name = days.format(monday + day * 86_400_000);
              return (
                <tr key={day}>
                  <th scope="row">{name}</th>
                  <td>
                    <Intervals of={name} intervals={intervals} onChange={(next) => onChange(week.with(day, next))} />
                  </td>
                  <td className="week-bar-cell">
                    <Bar intervals={intervals} />
                  </td>
                  <td>{t('admin.calendar.sum-of', { hours: hours.format(openMinutes(intervals) / 60) })}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
      <p>
        {t('admin.calendar.week-sum', { hours: hours.format(total / 60) })}{' '}
        <button
          type="button"
          className="text-button"
          onClick={() =>
            onChange(week.map((day, index) => (index > 0 && index < 5 ? structuredClone(week[0] ?? []) : day)))
          }
        >
          {t('admin.calendar.copy-monday')}
        </button>
      </p>
    </div>
  );
}

/** A day from midnight to midnight; what it says stands in figures beside it. */
function Bar({ intervals }: { intervals: readonly OpenInterval[] }) {
  return (
    <svg className="week-bar" viewBox="0 0 1440 20" preserveAspectRatio="none" aria-hidden="true">
      <rect className="week-bar-day" width={wholeDay} height="20" />
      {intervals.map(({ from, to }) => {
        const start = minuteOfDay(from);
        const end = minuteOfDay(to);
        if (start === null || end === null || end <= start) return null;
        return <rect key={`${from} ${to}`} className="week-bar-open" x={start} width={end - start} height="20" />;
      })}
    </svg>
  );
}
