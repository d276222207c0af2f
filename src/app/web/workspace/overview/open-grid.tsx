import { useText } from '#/platform/web/texts.ts';
import { useWords } from '#/record/web/words.ts';
import type { Overview } from '#/processes/operation/incident/shared/overview.ts';
import { CountLink } from './count-link.tsx';

/** Open cases by priority and age: a table whose cells are filled the more, the more cases they hold. */
export function OpenGrid({ overview }: { overview: Overview }) {
  const { t } = useText();
  const words = useWords();
  const { open } = overview;
  const most = Math.max(1, ...open.flatMap(({ bands }) => bands.map(({ count }) => count)));
  const bands = open[0]?.bands.map(({ band }) => band) ?? [];
  return (
    <section className="overview-panel" aria-labelledby="overview-ages">
      <h2 id="overview-ages">{t('overview.ages')}</h2>
      <div className="overview-scroll" role="group" aria-labelledby="overview-ages" tabIndex={0}>
        <table className="ages">
          <thead>
            <tr>
              <th scope="col">{t('overview.priority')}</th>
              {bands.map((band) => (
                <th key={band} scope="col">
                  {t(`overview.band.${band}`)}
                </th>
              ))}
              <th scope="col">{t('overview.sum')}</th>
            </tr>
          </thead>
          <tbody>
            {open.map(({ priority, bands: cells }) => (
              <tr key={priority}>
                <th scope="row">{words.level('priority', priority)}</th>
                {cells.map((cell) => (
                  <td key={cell.band} data-none={cell.count === 0 || undefined}>
                    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                      <rect
                        className="ages-bar"
                        data-priority={priority}
                        width={(100 * cell.count) / most}
                        height="4"
                      />
                    </svg>
                    <CountLink
                      of={cell}
                      says={t('overview.cell', {
                        priority: words.level('priority', priority),
                        age: t(`overview.band.${cell.band}`),
                      })}
                    />
                  </td>
                ))}
                <td>{cells.reduce((sum, { count }) => sum + count, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
