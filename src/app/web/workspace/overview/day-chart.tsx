import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Overview } from '#/processes/operation/incident/shared/overview.ts';
import { CountLink } from './count-link.tsx';

const width = 640;
const height = 180;
const foot = 20;
const side = 34;

/** A round number of at least `value`, in steps of 1, 2 and 5: where the scale ends. */
function scaleEnd(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Cases in and out, day by day: bars side by side, told apart by pattern as well as colour; the figures behind it. */
export function DayChart({ overview }: { overview: Overview }) {
  const { t } = useText();
  const formats = useFormats();
  const { days } = overview;
  const most = scaleEnd(Math.max(1, ...days.flatMap(({ opened, resolved }) => [opened.count, resolved.count])));
  const step = (width - side) / Math.max(1, days.length);
  const bar = Math.max(1, step * 0.38);
  const up = (count: number) => ((height - foot - 8) * count) / most;
  const every = Math.ceil(days.length / 8);
  const sum = (which: 'opened' | 'resolved') => days.reduce((all, day) => all + day[which].count, 0);
  const dayOf = (date: string) => formats.day(`${date}T12:00:00Z`);
  return (
    <section className="overview-panel" aria-labelledby="overview-flow">
      <h2 id="overview-flow">{t('overview.flow')}</h2>
      <p className="flow-legend">
        <span data-which="opened">{t('overview.opened', { count: sum('opened') })}</span>
        <span data-which="resolved">{t('overview.resolved', { count: sum('resolved') })}</span>
      </p>
      <svg className="flow" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <defs>
          <pattern id="flow-lines" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect className="flow-lines-ground" width="4" height="4" />
            <line className="flow-lines-line" x1="0" y1="0" x2="0" y2="4" />
          </pattern>
        </defs>
        {[0, 0.5, 1].map((share) => {
          const y = height - foot - up(most * share);
          return (
            <g key={share}>
              <line className="flow-grid" x1={side} x2={width} y1={y} y2={y} />
              <text className="flow-text" x={side - 6} y={y + 4} textAnchor="end">
                {formats.number(most * share)}
              </text>
            </g>
          );
        })}
        {days.map(({ date, opened, resolved }, index) => {
          const x = side + index * step + (step - 2 * bar) / 2;
          return (
            <g key={date}>
              <rect
                className="flow-opened"
                x={x}
                width={bar}
                y={height - foot - up(opened.count)}
                height={up(opened.count)}
              />
              <rect
                className="flow-resolved"
                fill="url(#flow-lines)"
                x={x + bar}
                width={bar}
                y={height - foot - up(resolved.count)}
                height={up(resolved.count)}
              />
              {index % every === 0 ? (
                <text className="flow-text" x={side + index * step} y={height - 4}>
                  {dayOf(date)}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
      <details className="flow-table" open={days.length <= 7}>
        <summary>{t('overview.figures')}</summary>
        <div className="overview-scroll" role="group" aria-label={t('overview.flow')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('overview.day')}</th>
                <th scope="col">{t('overview.in')}</th>
                <th scope="col">{t('overview.out')}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(({ date, opened, resolved }) => (
                <tr key={date}>
                  <th scope="row">{dayOf(date)}</th>
                  <td>
                    <CountLink of={opened} says={t('overview.opened-on', { day: dayOf(date) })} />
                  </td>
                  <td>
                    <CountLink of={resolved} says={t('overview.resolved-on', { day: dayOf(date) })} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
