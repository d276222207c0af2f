import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import type { Outcome, ShownResult, ShownRun } from '#/capabilities/imports/shared/answers.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useResults } from './data.ts';
import { Turn } from './start-panel.tsx';

const outcomes: readonly Outcome[] = ['refused', 'created', 'updated', 'unchanged'];

/** What became of each case, page by page, of one outcome or of all. */
export function Results({ run }: { run: ShownRun }) {
  const { t } = useText();
  const formats = useFormats();
  const [outcome, setOutcome] = useState<Outcome | ''>(run.counts.refused > 0 ? 'refused' : '');
  // Where each page before this one began, so that one can go back.
  const [pages, setPages] = useState<readonly number[]>([-1]);
  const after = pages.at(-1) ?? -1;
  const { data, error, refetch } = useResults(run, outcome, after);
  const choose = (chosen: Outcome | '') => {
    setOutcome(chosen);
    setPages([-1]);
  };
  return (
    <section className="import-card" aria-labelledby="import-results">
      <h2 id="import-results">{t('import.results')}</h2>
      <label className="import-pair">
        {t('import.show')}{' '}
        <select value={outcome} onChange={({ currentTarget }) => choose(currentTarget.value as Outcome | '')}>
          <option value="">{t('import.all', { count: formats.number(run.position) })}</option>
          {outcomes.map((one) => (
            <option key={one} value={one} disabled={run.counts[one] === 0}>
              {t(`import.outcome.${one}`)} ({formats.number(run.counts[one])})
            </option>
          ))}
        </select>
      </label>
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {data ? <Rows rows={data.rows} real={!run.dry} /> : error ? null : <Waiting />}
      <Turn
        back={pages.length > 1 ? () => setPages(pages.slice(0, -1)) : null}
        on={data && data.next !== null ? () => setPages([...pages, data.next ?? -1]) : null}
      />
    </section>
  );
}

function Rows({ rows, real }: { rows: readonly ShownResult[]; real: boolean }) {
  const { t } = useText();
  if (rows.length === 0) return <Empty title={t('import.no-results')} />;
  return (
    <div className="import-scroll" role="group" aria-labelledby="import-results" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col" className="import-number">
              {t('import.line')}
            </th>
            <th scope="col">{t('import.number')}</th>
            <th scope="col">{t('import.outcome')}</th>
            <th scope="col">{t('import.why')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ position, line, number, outcome, item, problems }) => (
            <tr key={position}>
              <td className="import-number">{problems[0]?.line ?? line}</td>
              <td>
                {real && item !== null && number !== null ? (
                  <Link to={`/incidents/${encodeURIComponent(number)}` as never}>{number}</Link>
                ) : (
                  (number ?? '–')
                )}
              </td>
              <td>{t(`import.outcome.${outcome}`)}</td>
              <td>
                {problems.map(({ line: at, code, text }) => (
                  <div key={`${at} ${code} ${text}`}>{text}</div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
