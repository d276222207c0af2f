import { useId, useState } from 'react';
import { Button } from '@mantine/core';
import type { ImportKind, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { ShownRun } from '#/capabilities/imports/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { post } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { fromLocal } from '#/platform/web/local-time.ts';
import { useForget } from './data.ts';

interface Props {
  kind: ImportKind;
  source: ImportSource;
  mapping: Mapping;
  problems: readonly string[];
  onRun(id: string): void;
}

/** The promise, the switch-over, and the dry run. */
export function Begin({ kind, source, mapping, problems, onRun }: Props) {
  const { t } = useText();
  const id = useId();
  const forget = useForget();
  const zone = useSession().session?.person.timeZone;
  const [switchOver, setSwitchOver] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const run = await post<ShownRun>('/imports/runs', {
        kind: kind.kind,
        source: source.source,
        sourceName: source.name,
        mapping,
        dry: true,
        ...(switchOver ? { switchOver: fromLocal(switchOver, zone) } : {}),
      });
      forget();
      onRun(run.id);
    } catch (error) {
      setProblem(problemText(error, t));
      setBusy(false);
    }
  };
  return (
    <section className="import-card import-begin" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('import.try')}</h2>
      <p>{t('import.try-why')}</p>
      <p>
        <label htmlFor={`${id}-switch`}>{t('import.switch-over')}</label>{' '}
        <input
          id={`${id}-switch`}
          type="datetime-local"
          value={switchOver}
          aria-describedby={`${id}-why`}
          onChange={({ currentTarget }) => setSwitchOver(currentTarget.value)}
        />{' '}
        <span id={`${id}-why`} className="import-quiet">
          {t('import.switch-over-why')}
        </span>
      </p>
      <div aria-live="polite">
        {problems.length > 0 ? (
          <>
            <p className="import-fault">{t('import.faults', { count: problems.length })}</p>
            <ul className="import-faults">
              {[...new Set(problems)].slice(0, 10).map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
      {problem === null ? null : (
        <p role="alert" className="import-fault">
          {problem}
        </p>
      )}
      <Button onClick={() => void start()} loading={busy} disabled={problems.length > 0}>
        {t('import.dry-run')}
      </Button>
    </section>
  );
}
