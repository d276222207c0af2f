import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { OverviewAnswer } from './data.ts';
import { NumberLink } from './number-link.tsx';

const height = 120;
const step = 18;

/** Cases in and out, a pair of bars a day; the same numbers stand in a table for whoever reads rather than looks. */
export function DaysChart({ days }: { days: OverviewAnswer['days'] }) {
  const { t } = useText();
  const formats = useFormats();
  const most = Math.max(1, ...days.flatMap(({ opened, resolved }) => [opened.count, resolved.count]));
  const tall = (count: number) => Math.round((count / most) * (height - 4));
  const dayOf = (date: string) => formats.day(`${date}T12:00:00Z`);
  return (
    <>
      <ul className="legend" aria-hidden="true">
        <li data-series="opened">{t('overview.opened')}</li>
        <li data-series="resolved">{t('overview.resolved')}</li>
      </ul>
      <div className="chart">
        <svg
          viewBox={`0 0 ${days.length * step} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('overview.chart', { most: formats.number(most) })}
        >
          <line x1="0" x2={days.length * step} y1={height - 0.5} y2={height - 0.5} className="axis" />
          {days.map(({ date, opened, resolved }, index) => (
            <g key={date}>
              <title>
                {t('overview.of-day', { day: dayOf(date), opened: opened.count, resolved: resolved.count })}
              </title>
              <rect x={index * step} y="0" width={step} height={height} className="ground" />
              <rect
                x={index * step + 2}
                y={height - tall(opened.count)}
                width="6"
                height={tall(opened.count)}
                className="opened"
              />
              <rect
                x={index * step + 9}
                y={height - tall(resolved.count)}
                width="6"
                height={tall(resolved.count)}
                className="resolved"
              />
            </g>
          ))}
        </svg>
        <p className="chart-ends" aria-hidden="true">
          <span>{dayOf(days[0]?.date ?? '')}</span>
          <span>{t('overview.most', { most: formats.number(most) })}</span>
          <span>{dayOf(days.at(-1)?.date ?? '')}</span>
        </p>
      </div>
      <details>
        <summary>{t('overview.as-table')}</summary>
        <div className="days-table" role="group" aria-label={t('overview.in-out')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('overview.day')}</th>
                <th scope="col">{t('overview.opened')}</th>
                <th scope="col">{t('overview.resolved')}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(({ date, opened, resolved }) => (
                <tr key={date}>
                  <th scope="row">{dayOf(date)}</th>
                  <td>
                    <NumberLink of={opened} label={`${t('overview.opened')}, ${dayOf(date)}`} />
                  </td>
                  <td>
                    <NumberLink of={resolved} label={`${t('overview.resolved')}, ${dayOf(date)}`} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
