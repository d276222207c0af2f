import { useState } from 'react';
import type { ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useSearchParts } from '#/record/web/url.ts';
import { useKinds } from './data.ts';
import { MappingPanel } from './mapping-panel.tsx';
import { RunPanel } from './run-panel.tsx';
import { StartPanel } from './start-panel.tsx';
import './import.css';

/** What is being mapped: an uploaded file, with the mapping that a run of it had, where there was one. */
interface Draft {
  source: ImportSource;
  mapping: Mapping | null;
}

/** Records from elsewhere come in: a file, its mapping, a dry run, the run, and the way back. */
export function ImportPage() {
  const { t } = useText();
  const { session } = useSession();
  const kinds = useKinds();
  const [search, change] = useSearchParts();
  const [draft, setDraft] = useState<Draft | null>(null);
  const runs = may(session, 'import.run');
  if (!runs && !may(session, 'import.read') && !may(session, 'import.manage'))
    return <Empty title={t('record.forbidden')}>{t('record.forbidden-why')}</Empty>;
  if (kinds.error) return <Failed error={kinds.error} retry={() => void kinds.refetch()} />;
  const [kind] = kinds.data?.rows ?? [];
  if (!kind) return <Waiting />;
  const run = search['run'];
  const step = run === undefined ? (draft ? 'mapping' : 'file') : 'run';
  const restart = () => {
    setDraft(null);
    change({ run: null, source: null });
  };
  return (
    <div className="page import">
      <header className="page-head">
        <h1>{t('import.title', { kind: kind.label.toLowerCase() })}</h1>
        {step === 'file' ? null : (
          <button type="button" className="quiet-button" onClick={restart}>
            {t(runs ? 'import.other-file' : 'import.runs')}
          </button>
        )}
      </header>
      {runs ? <Steps at={step} /> : null}
      {run === undefined ? null : (
        <RunPanel
          key={run}
          id={run}
          onRun={(id) => change({ run: id })}
          onAgain={
            runs
              ? (source, mapping) => {
                  setDraft({ source, mapping });
                  change({ run: null });
                }
              : null
          }
        />
      )}
      {run === undefined && draft ? (
        <MappingPanel
          key={draft.source.source}
          kind={kind}
          source={draft.source}
          start={draft.mapping}
          onRun={(id) => change({ run: id })}
        />
      ) : null}
      {run === undefined && !draft ? (
        <StartPanel
          onSource={runs ? (source) => setDraft({ source, mapping: null }) : null}
          onRun={(id) => change({ run: id })}
        />
      ) : null}
    </div>
  );
}

const steps = ['file', 'mapping', 'run'] as const;

function Steps({ at }: { at: (typeof steps)[number] }) {
  const { t } = useText();
  return (
    <ol className="import-steps" aria-label={t('import.steps')}>
      {steps.map((step, nth) => (
        <li key={step} aria-current={step === at ? 'step' : undefined} data-done={steps.indexOf(at) > nth || undefined}>
          <span>{nth + 1}</span> {t(`import.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}
