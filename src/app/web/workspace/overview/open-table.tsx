import { useText } from '#/platform/web/texts.ts';
import type { OverviewAnswer } from './data.ts';
import { NumberLink } from './number-link.tsx';

/** Open cases by priority and age; the more there are in a cell, the stronger its ground. */
export function OpenTable({ open }: { open: OverviewAnswer['open'] }) {
  const { t } = useText();
  const most = Math.max(1, ...open.flatMap(({ bands }) => bands.map(({ count }) => count)));
  const bands = open[0]?.bands.map(({ band }) => band) ?? [];
  return (
    <div className="open-table" role="group" aria-label={t('overview.by-age')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('overview.priority')}</th>
            {bands.map((band) => (
              <th key={band} scope="col">
                {t(`overview.age.${band}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {open.map((row) => (
            <tr key={row.priority}>
              <th scope="row">{row.priority}</th>
              {row.bands.map((cell) => (
                <td key={cell.band} style={{ '--share': cell.count / most } as React.CSSProperties}>
                  {cell.count === 0 ? (
                    <span className="none">0</span>
                  ) : (
                    <NumberLink
                      of={cell}
                      label={t('overview.cell', { priority: row.priority, age: t(`overview.age.${cell.band}`) })}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
