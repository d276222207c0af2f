import { useState } from 'react';
import { Button } from '@mantine/core';
import { post } from '#/platform/web/api.ts';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import type { Row } from '#/record/web/records.ts';
import { Result } from './results.tsx';
import type { Answer } from './results.tsx';

type Values = Readonly<Record<string, unknown>>;

/** Kinds whose change can be tried on what is past, or on what runs, before it is saved. */
const tried = new Set(['priority-matrices', 'assignment-rules', 'clock-policies', 'calendars']);

interface DryRunProps {
  type: TypeShape;
  id: string | null;
  /** The form as it stands. */
  values: Values;
  saved?: Row;
}

/** Says what saving would do, before anything is saved; the server works it out by the code that does it. */
export function DryRun(props: DryRunProps) {
  return tried.has(props.type.plural) ? <Trial {...props} /> : null;
}

function Trial({ type, id, values, saved }: DryRunProps) {
  const { t } = useText();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ of: string; answer: Answer } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const proposal = changed(values, saved);
  const of = JSON.stringify(proposal);
  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      setAnswer({ of, answer: await post<Answer>(`/${type.plural}/dry-run`, { id, values: proposal }) });
    } catch (error) {
      setAnswer(null);
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="dry-run" aria-label={t('admin.dry-run')}>
      <div className="dry-run-head">
        <Button size="xs" variant="light" loading={busy} onClick={() => void run()}>
          {t(`admin.dry-run.${type.plural}`)}
        </Button>
        <span>{t('admin.dry-run.why')}</span>
      </div>
      {failure ? (
        <p className="form-problem" role="alert">
          {[problemText(failure, t), ...(failure instanceof Problem ? Object.values(failure.fields) : [])].join(' ')}
        </p>
      ) : null}
      <div role="status">
        {answer && answer.of !== of ? <p className="admin-none">{t('admin.dry-run.stale')}</p> : null}
        {answer && answer.of === of ? <Result plural={type.plural} answer={answer.answer} /> : null}
      </div>
    </section>
  );
}

/** What would be sent: of a record that exists only what differs, of a new one everything that is filled in. */
function changed(values: Values, saved: Row | undefined): Record<string, unknown> {
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');
  const filled = ([, value]: [string, unknown]) => value !== null && value !== undefined && value !== '';
  return Object.fromEntries(
    Object.entries(values)
      .filter((entry) => (saved ? !same(entry[1], saved[entry[0]]) : filled(entry)))
      .map(([name, value]) => [name, value === '' ? null : value]),
  );
}
