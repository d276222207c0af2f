import { useState } from 'react';
import type { ImportKind, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useSearchParts } from '#/record/web/url.ts';
import { useKinds, useSource } from './data.ts';
import { useMappingInWork } from './in-work.tsx';
import { MappingPanel } from './mapping-panel.tsx';
import type { AskedWords } from './mapping-panel.tsx';
import { RunPanel } from './run-panel.tsx';
import { StartPanel } from './start-panel.tsx';
import './import.css';

/** What is to be mapped: an uploaded file, with the mapping that a run of it had, where there was one. */
interface Given {
  source: ImportSource;
  mapping: Mapping | null;
  /** Words of the file, by their columns, that the mapping is to say something of. */
  asked: AskedWords;
}

/** Records from elsewhere come in: a file, its mapping, a dry run, the run, and the way back. */
export function ImportPage() {
  const { t } = useText();
  const { session } = useSession();
  const kinds = useKinds();
  const [search, change] = useSearchParts();
  const [given, setGiven] = useState<Given | null>(null);
  const runs = may(session, 'import.run');
  if (!runs && !may(session, 'import.read') && !may(session, 'import.manage'))
    return <Empty title={t('record.forbidden')}>{t('record.forbidden-why')}</Empty>;
  if (kinds.error) return <Failed error={kinds.error} retry={() => void kinds.refetch()} />;
  const [kind] = kinds.data?.rows ?? [];
  if (!kind) return <Waiting />;
  const run = search['run'];
  // The address says which file is being mapped, so that a reload finds its mapping in work again.
  const source = runs && run === undefined ? search['source'] : undefined;
  const step = run === undefined ? (source === undefined ? 'file' : 'mapping') : 'run';
  const restart = () => {
    setGiven(null);
    change({ run: null, source: null });
  };
  const map = (next: Given) => {
    setGiven(next);
    change({ run: null, source: next.source.source });
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
          onAgain={runs ? (again, mapping, asked) => map({ source: again, mapping, asked }) : null}
        />
      )}
      {source !== undefined && given?.source.source === source ? (
        <MappingPanel
          key={source}
          kind={kind}
          source={given.source}
          start={given.mapping}
          asked={given.asked}
          onRun={(id) => change({ run: id })}
        />
      ) : null}
      {source !== undefined && given?.source.source !== source ? (
        <Resumed key={source} kind={kind} source={source} onRun={(id) => change({ run: id })} />
      ) : null}
      {step === 'file' ? (
        <StartPanel
          onSource={runs ? (uploaded) => map({ source: uploaded, mapping: null, asked: {} }) : null}
          onGoOn={(id) => change({ source: id })}
          onRun={(id) => change({ run: id })}
        />
      ) : null}
    </div>
  );
}

interface ResumedProps {
  kind: ImportKind;
  source: string;
  onRun(id: string): void;
}

/** The mapping of a file that was being worked on before the page was loaded. */
function Resumed({ kind, source, onRun }: ResumedProps) {
  const { state, value } = useMappingInWork(source);
  const looked = useSource(source, value.name, state !== 'loading');
  if (looked.error) return <Failed error={looked.error} retry={() => void looked.refetch()} />;
  if (!looked.data) return <Waiting />;
  return <MappingPanel kind={kind} source={looked.data} start={null} asked={{}} onRun={onRun} />;
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
