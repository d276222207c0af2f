import { useId, useState } from 'react';
import type { ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { ShownRun } from '#/capabilities/imports/shared/answers.ts';
import { useFormats } from '#/platform/web/format.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { upload } from '#/platform/web/upload.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { isUnderWay, useRuns } from './data.ts';
import { MappingsInWork } from './in-work.tsx';

interface Props {
  /** Null for who looks at runs and starts none. */
  onSource: ((source: ImportSource) => void) | null;
  /** Goes on with the mapping in work of a file. */
  onGoOn(source: string): void;
  onRun(id: string): void;
}

/** The beginning: a file to bring in, and the runs that there were. */
export function StartPanel({ onSource, onGoOn, onRun }: Props) {
  const { t } = useText();
  return (
    <>
      {onSource ? <Drop onSource={onSource} /> : null}
      {onSource ? <MappingsInWork onGoOn={onGoOn} /> : null}
      <section className="import-card" aria-labelledby="import-runs">
        <h2 id="import-runs">{t('import.runs')}</h2>
        <Runs onRun={onRun} />
      </section>
    </>
  );
}

function Drop({ onSource }: { onSource(source: ImportSource): void }) {
  const { t } = useText();
  const id = useId();
  const [part, setPart] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const send = async (file: File | undefined) => {
    if (!file || part !== null) return;
    setProblem(null);
    setPart(0);
    try {
      const source = await upload<ImportSource>('/imports/sources', file, {}, { onProgress: setPart });
      if (source.kind === 'unknown' || source.columns.length === 0) setProblem(t('import.unreadable'));
      else onSource(source);
    } catch (error) {
      setProblem(problemText(error, t));
    } finally {
      setPart(null);
    }
  };
  return (
    <section
      className="import-card import-drop"
      data-over={over || undefined}
      aria-labelledby={`${id}-title`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void send(event.dataTransfer.files[0]);
      }}
    >
      <h2 id={`${id}-title`}>{t('import.file')}</h2>
      <p>{t('import.file-why')}</p>
      <p>
        <label className="import-choose" htmlFor={id}>
          {t('import.choose')}
        </label>
        <input
          id={id}
          className="only-read"
          type="file"
          accept=".xes,.xml,.csv,.tsv,.txt,.xlsx,.jsonl,.ndjson,.json,.gz"
          disabled={part !== null}
          onChange={({ currentTarget }) => {
            void send(currentTarget.files?.[0]);
            currentTarget.value = '';
          }}
        />{' '}
        <span className="import-quiet">{t('import.or-drop')}</span>
      </p>
      {part === null ? null : (
        <p>
          <progress value={part} aria-label={t('import.uploading')} /> {t('import.uploading')}
        </p>
      )}
      {problem === null ? null : (
        <p role="alert" className="import-fault">
          {problem}
        </p>
      )}
    </section>
  );
}

function Runs({ onRun }: Pick<Props, 'onRun'>) {
  const { t } = useText();
  // Where each page before this one began, so that one can go back.
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const { data, error, refetch } = useRuns(pages.at(-1) ?? null);
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={3} />;
  if (data.rows.length === 0) return <Empty title={t('import.no-runs')}>{t('import.no-runs-why')}</Empty>;
  return (
    <>
      <div className="import-scroll" role="group" aria-labelledby="import-runs" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('import.run.file')}</th>
              <th scope="col">{t('import.run.status')}</th>
              <th scope="col" className="import-number">
                {t('import.outcome.created')}
              </th>
              <th scope="col" className="import-number">
                {t('import.outcome.refused')}
              </th>
              <th scope="col">{t('import.run.when')}</th>
              <th scope="col">{t('import.run.by')}</th>
            </tr>
          </thead>
          <tbody>
            {data.rows.map((run) => (
              <RunRow key={run.id} run={run} onRun={onRun} />
            ))}
          </tbody>
        </table>
      </div>
      <Turn
        back={pages.length > 1 ? () => setPages(pages.slice(0, -1)) : null}
        on={data.next === null ? null : () => setPages([...pages, data.next])}
      />
    </>
  );
}

function RunRow({ run, onRun }: { run: ShownRun } & Pick<Props, 'onRun'>) {
  const { t } = useText();
  const formats = useFormats();
  return (
    <tr>
      <td>
        <button type="button" className="text-button" onClick={() => onRun(run.id)}>
          {run.sourceName}
        </button>
      </td>
      <td>
        <Status run={run} />
      </td>
      <td className="import-number">{formats.number(run.counts.created)}</td>
      <td className="import-number">{formats.number(run.counts.refused)}</td>
      <td>
        <time dateTime={run.at} title={formats.momentInFull(run.at)}>
          {formats.relative(run.at)}
        </time>
      </td>
      <td>{run.by?.name ?? t('import.run.system')}</td>
    </tr>
  );
}

/** Leads to the page before and to the next one, where there are any. */
export function Turn({ back, on }: { back: (() => void) | null; on: (() => void) | null }) {
  const { t } = useText();
  return (
    <div className="import-line">
      {back === null ? null : (
        <button type="button" className="quiet-button" onClick={back}>
          {t('import.newer')}
        </button>
      )}
      {on === null ? null : (
        <button type="button" className="quiet-button" onClick={on}>
          {t('import.older')}
        </button>
      )}
    </div>
  );
}

/** How a run stands, in words. */
export function Status({ run }: { run: ShownRun }) {
  const { t } = useText();
  const tone = isUnderWay(run) ? 'info' : run.status === 'done' ? 'good' : run.status === 'failed' ? 'bad' : 'quiet';
  const word = run.dry && run.status === 'done' ? 'tried' : run.status;
  return (
    <span className="import-status" data-tone={tone}>
      {t(`import.status.${word}`)}
    </span>
  );
}
