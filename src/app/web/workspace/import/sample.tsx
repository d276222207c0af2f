import type { ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';
import { ColumnsLeft } from './columns-left.tsx';

/** The columns of a file with some of their values, and those that the mapping leaves behind. */
export function Sample({ source, mapping }: { source: ImportSource; mapping: Mapping }) {
  const { t } = useText();
  return (
    <>
      <details>
        <summary>{t('import.columns', { count: source.columns.length })}</summary>
        <div className="import-scroll" role="group" aria-label={t('import.samples')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('import.column')}</th>
                <th scope="col">{t('import.samples')}</th>
              </tr>
            </thead>
            <tbody>
              {source.columns.map((column) => (
                <tr key={column}>
                  <th scope="row">{column}</th>
                  <td>
                    {(source.samples[column] ?? []).slice(0, 6).map((value) => (
                      <span key={value} className="import-value">
                        {value}
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      <ColumnsLeft columns={source.columns} mapping={mapping} />
    </>
  );
}
