import type { RefusalReason, ShownRun } from '#/capabilities/imports/shared/answers.ts';
import type { ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import { wordAsMapped } from '#/capabilities/mapping/shared/case.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Failed } from '#/record/web/parts/states.tsx';
import { useKinds, useReasons, useSource } from './data.ts';
import { statusOf, withState } from './mapping-edit.ts';
import type { AskedWords } from './mapping-panel.tsx';

type Word = NonNullable<RefusalReason['word']>;
type OnAgain = (source: ImportSource, mapping: Mapping, asked: AskedWords) => void;

/** The columns that a field, or the status, is read from. */
function columnsOf(mapping: Mapping, field: string | null): readonly string[] {
  if (field === null) return statusOf(mapping).columns;
  const from = (mapping.history?.fields?.[field] ?? mapping.fields[field])?.from;
  return from && 'column' in from ? [from.column] : [];
}

/** The mapping that is gone back to, with the word that it is to say something of. */
function askOf(mapping: Mapping, { field, text }: Word): [Mapping, AskedWords] {
  const columns = columnsOf(mapping, field);
  const [column = ''] = columns;
  // Of a status out of two columns the pairs stand in the mapping alone.
  if (field === null && columns.length > 1) return [withState(mapping, wordAsMapped(text), { state: '' }), {}];
  return [mapping, { [column]: [text] }];
}

/** Why cases were refused: each reason once, with how many cases it is about. */
export function Reasons({ run, onAgain }: { run: ShownRun; onAgain: OnAgain | null }) {
  const { t } = useText();
  const formats = useFormats();
  const { data, error, refetch } = useReasons(run);
  const source = useSource(run.source, run.sourceName, onAgain !== null);
  const kinds = useKinds();
  const fields = kinds.data?.rows.find(({ kind }) => kind === run.kind)?.fields ?? [];
  // Only a status and fields with a closed list of values have words with a meaning.
  const canSay = ({ field }: Word) =>
    columnsOf(run.mapping, field).length > 0 &&
    (field === null || fields.some(({ name, options }) => name === field && options.length > 0));
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
            {data.rows.map(({ code, text, word, cases, line }) => (
              <tr key={`${code} ${text}`}>
                <td className="import-number">{formats.number(cases)}</td>
                <td>
                  {text}
                  {word && source.data && onAgain && canSay(word) ? (
                    <>
                      {' '}
                      <button
                        type="button"
                        className="quiet-button"
                        aria-label={t('import.word-ask-of', { word: word.text })}
                        onClick={() => source.data && onAgain(source.data, ...askOf(run.mapping, word))}
                      >
                        {t('import.word-ask')}
                      </button>
                    </>
                  ) : null}
                </td>
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
