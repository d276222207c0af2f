import type { ShownRun } from '#/capabilities/imports/shared/answers.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Failed } from '#/record/web/parts/states.tsx';
import { useKinds, useReasons } from './data.ts';

/** Why cases were refused: each reason once, with how many cases it is about. */
export function Reasons({ run }: { run: ShownRun }) {
  const { t } = useText();
  const formats = useFormats();
  const { data, error, refetch } = useReasons(run);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data || data.rows.length === 0) return null;
  return (
    <section className="import-card" aria-labelledby="import-reasons">
      <h2 id="import-reasons">{t('import.reasons')}</h2>
      <div className="import-scroll" role="group" aria-labelledby="import-reasons" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="import-number">
                {t('import.reason-cases')}
              </th>
              <th scope="col">{t('import.why')}</th>
              <th scope="col" className="import-number">
                {t('import.reason-line')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.rows.map(({ code, text, cases, line }) => (
              <tr key={`${code} ${text}`}>
                <td className="import-number">{formats.number(cases)}</td>
                <td>{text}</td>
                <td className="import-number">{line}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What cases came in without although the file has it, by field and reason. */
export function Dropped({ run }: { run: ShownRun }) {
  const { t } = useText();
  const kinds = useKinds();
  const fields = kinds.data?.rows.find(({ kind }) => kind === run.kind)?.fields ?? [];
  const lines = Object.entries(run.counts.dropped ?? {}).flatMap(([field, reasons]) =>
    Object.entries(reasons).map(([why, count]) => ({ field, why, count })),
  );
  if (lines.length === 0) return null;
  const labelOf = (field: string) => fields.find(({ name }) => name === field)?.label ?? field;
  return (
    <>
      <p>{t('import.dropped')}</p>
      <ul>
        {lines
          .toSorted((a, b) => b.count - a.count)
          .map(({ field, why, count }) => (
            <li key={`${field} ${why}`}>{t(`import.dropped.${why}`, { field: labelOf(field), count })}</li>
          ))}
      </ul>
    </>
  );
}
