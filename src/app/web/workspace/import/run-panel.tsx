import { useState } from 'react';
import { Button } from '@mantine/core';
import type { ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { ShownRun } from '#/capabilities/imports/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { addressOf, post, Problem } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import { isUnderWay, useForget, useRun, useSource } from './data.ts';
import { ColumnsLeft } from './columns-left.tsx';
import { Previews } from './previews.tsx';
import { forgetInWork } from './in-work.tsx';
import type { AskedWords } from './mapping-panel.tsx';
import { Results } from './results.tsx';
import { Dropped, Reasons } from './refusals.tsx';
import { Status } from './start-panel.tsx';

interface Props {
  id: string;
  onRun(id: string): void;
  /** Null for who looks at runs and starts none. */
  onAgain: ((source: ImportSource, mapping: Mapping, asked: AskedWords) => void) | null;
}

/** A run: how far it is, what came of it, and what can be done about it. */
export function RunPanel({ id, onRun, onAgain }: Props) {
  const { data: run, error, refetch } = useRun(id);
  if (error && !run) return <Failed error={error} retry={() => void refetch()} />;
  if (!run) return <Waiting />;
  return (
    <>
      <Head run={run} onRun={onRun} onAgain={onAgain} />
      {isUnderWay(run) ? null : <Reasons run={run} onAgain={onAgain} />}
      {run.dry && run.status === 'done' ? <Previews run={run} /> : null}
      {isUnderWay(run) ? null : <Results run={run} />}
    </>
  );
}

function Head({ run, onRun, onAgain }: { run: ShownRun } & Omit<Props, 'id'>) {
  const { t } = useText();
  const formats = useFormats();
  const { counts, position, expected } = run;
  const made = Object.entries(counts.made);
  const source = useSource(run.source, run.sourceName);
  return (
    <section className="import-card" aria-labelledby="import-run">
      <h2 id="import-run">
        {run.sourceName} <Status run={run} />
      </h2>
      <p role="status">
        {t(isUnderWay(run) ? 'import.progress' : 'import.progress-end', {
          count: position,
          of: formats.number(Math.max(expected ?? 0, position)),
        })}{' '}
        {run.dry && run.status === 'done' ? t('import.nothing-changed') : ''}
      </p>
      {isUnderWay(run) && run.status !== 'undoing' ? (
        <progress
          className="import-progress"
          aria-label={t('import.progress-name')}
          {...(expected ? { value: Math.min(position, expected), max: expected } : {})}
        />
      ) : null}
      {run.error === null ? null : <p className="import-fault">{t('import.broke', { error: run.error })}</p>}
      {counts.undo ? <p>{t('import.undo-result', { ...counts.undo })}</p> : null}
      <ul className="import-counts">
        {(['created', 'updated', 'unchanged', 'refused', 'events'] as const).map((name) => (
          <li key={name} data-tone={name === 'refused' && counts.refused > 0 ? 'bad' : undefined}>
            <b>{formats.number(counts[name])}</b> {t(`import.count.${name}`, { count: counts[name] })}
          </li>
        ))}
      </ul>
      <Dropped run={run} />
      {source.data ? <ColumnsLeft columns={source.data.columns} mapping={run.mapping} /> : null}
      {made.length > 0 && !counts.undo ? (
        <p className="import-quiet">
          {t('import.made')} {made.map(([kind, count]) => t(`import.made.${kind}`, { count })).join(', ')}
        </p>
      ) : null}
      <Actions run={run} onRun={onRun} onAgain={onAgain} />
    </section>
  );
}

function Actions({ run, onRun, onAgain }: { run: ShownRun } & Omit<Props, 'id'>) {
  const { t } = useText();
  const forget = useForget();
  const source = useSource(run.source, run.sourceName);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<{ warning: string | null } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const act = async (path: string, body: object = {}) => {
    setBusy(true);
    setProblem(null);
    try {
      const next = await post<ShownRun>(`/imports/runs/${run.id}/${path}`, body);
      setAsking(null);
      // What was being mapped has become a run.
      if (path === 'start') await forgetInWork(run.source);
      forget();
      if (next.id !== run.id) onRun(next.id);
    } catch (error) {
      // Somebody has worked on the records since: asked again, with how many.
      if (error instanceof Problem && error.code === 'conflict') setAsking({ warning: problemText(error, t) });
      else setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const over = !isUnderWay(run);
  const comesIn = run.counts.created + run.counts.updated;
  const mostRefused = run.dry && run.counts.refused > run.position / 2;
  const real = run.controls && over && !run.dry && run.status !== 'undone';
  return (
    <>
      <div className="import-line">
        {run.controls && onAgain && run.dry && run.status === 'done' && comesIn > 0 ? (
          <Button
            loading={busy}
            // Where most of a file is refused, its mapping is what has to be looked at first.
            variant={mostRefused ? 'default' : 'filled'}
            onClick={() => void act('start')}
          >
            {t('import.start')}
          </Button>
        ) : null}
        {over || run.status === 'undoing' || !run.controls ? null : (
          <button type="button" className="quiet-button" disabled={busy} onClick={() => void act('cancel')}>
            {t('import.cancel')}
          </button>
        )}
        {over && run.position > 0 ? (
          <a className="quiet-button" href={addressOf(`/imports/runs/${run.id}/report`)} download>
            {t('import.report')}
          </a>
        ) : null}
        {over && source.data && onAgain ? (
          <Button
            variant={mostRefused ? 'filled' : 'default'}
            onClick={() => source.data && onAgain(source.data, run.mapping, {})}
          >
            {t('import.change-mapping')}
          </Button>
        ) : null}
        {real && !asking ? (
          <button type="button" className="quiet-button" onClick={() => setAsking({ warning: null })}>
            {t('import.undo')}
          </button>
        ) : null}
      </div>
      {asking ? (
        <div className="import-ask" role="group" aria-label={t('import.undo')}>
          <p>{asking.warning ?? t('import.undo-why', { count: run.counts.created })}</p>
          <div className="import-line">
            <Button
              color="red"
              loading={busy}
              onClick={() => void act('undo', asking.warning === null ? {} : { evenTouched: true })}
            >
              {t(asking.warning === null ? 'import.undo-yes' : 'import.undo-anyway')}
            </Button>
            <button type="button" className="quiet-button" onClick={() => setAsking(null)}>
              {t('import.undo-no')}
            </button>
          </div>
        </div>
      ) : null}
      {problem === null ? null : (
        <p role="alert" className="import-fault">
          {problem}
        </p>
      )}
    </>
  );
}
