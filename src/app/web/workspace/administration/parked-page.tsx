import { useState } from 'react';
import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { toast } from '#/record/web/toasts.tsx';
import '#/processes/foundation/web/filter-text.css';
import type { Names } from '#/record/shared/named.ts';

interface Job {
  id: string;
  reaction: string;
  payload: { event: { id: number; item: string; kind: string; action: string; at: string; payload: unknown } };
  error: string;
  attempts: number;
  parkedAt: string;
  redrivenAt: string | null;
  redrivenBy: string | null;
  droppedAt: string | null;
}

/** Reactions that kept failing: what each was to do, why it could not, its data, and another try. */
export function ParkedPage() {
  const { t } = useText();
  const [which, setWhich] = useState<'waiting' | 'done'>('waiting');
  const { data, error, refetch } = useQuery({
    queryKey: ['parked-jobs', which],
    queryFn: ({ signal }) => get<{ rows: Job[]; names: Names }>('/parked-jobs', { which }, signal),
  });
  return (
    <div className="admin-record">
      <header className="admin-head">
        <div>
          <h1>{t('admin.section.parked-jobs')}</h1>
          <p>{t('admin.about.parked-jobs')}</p>
        </div>
        <SegmentedControl
          size="xs"
          aria-label={t('admin.parked.which')}
          value={which}
          onChange={(next) => setWhich(next as typeof which)}
          data={[
            { value: 'waiting', label: t('admin.parked.waiting') },
            { value: 'done', label: t('admin.parked.done') },
          ]}
        />
      </header>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={6} /> : null}
      {data?.rows.length === 0 ? (
        <Empty title={t(`admin.parked.none-${which}`)}>{t('admin.parked.none-why')}</Empty>
      ) : null}
      {data?.rows.map((job) => (
        <ParkedJob key={job.id} job={job} names={data.names} />
      ))}
    </div>
  );
}

function ParkedJob({ job, names }: { job: Job; names: Names }) {
  const { t } = useText();
  const formats = useFormats();
  const queries = useQueryClient();
  const { event } = job.payload;
  const written = JSON.stringify(event.payload, null, 2);
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const waits = job.redrivenAt === null && job.droppedAt === null;
  const deal = async (how: 'redrive' | 'drop') => {
    setProblem(null);
    let payload: unknown;
    try {
      payload = how === 'redrive' && typed !== null ? (JSON.parse(typed) as unknown) : undefined;
    } catch {
      setProblem(t('admin.parked.not-json'));
      return;
    }
    try {
      await post(`/parked-jobs/${job.id}/${how}`, payload === undefined ? {} : { payload });
      toast({ text: t(`admin.parked.${how}-done`), tone: 'good' });
      await queries.invalidateQueries({ queryKey: ['parked-jobs'] });
    } catch (failure) {
      const fields = failure instanceof Problem ? Object.values(failure.fields) : [];
      setProblem([problemText(failure, t), ...fields].join(' '));
    }
  };
  return (
    <section className="admin-panel" aria-label={job.reaction}>
      <header className="admin-record-head">
        <div>
          <h2>
            <code>{job.reaction}</code>
          </h2>
          <p>
            {t('admin.parked.about', {
              event: `${event.kind}.${event.action}`,
              number: names[event.item]?.number ?? event.item,
              at: formats.moment(event.at),
              attempts: job.attempts,
            })}
          </p>
        </div>
        {waits ? (
          <div className="admin-steps">
            <Button size="xs" onClick={() => void deal('redrive')}>
              {t('admin.parked.redrive')}
            </Button>
            <Button size="xs" variant="default" onClick={() => void deal('drop')}>
              {t('admin.parked.drop')}
            </Button>
          </div>
        ) : (
          <p className="admin-none">
            {t(job.droppedAt ? 'admin.parked.dropped-by' : 'admin.parked.redriven-by', {
              name: names[job.redrivenBy ?? '']?.title ?? t('admin.system'),
              at: formats.moment(job.droppedAt ?? job.redrivenAt ?? job.parkedAt),
            })}
          </p>
        )}
      </header>
      <pre className="admin-document" data-tone="bad">
        {job.error}
      </pre>
      {problem ? (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <details>
        <summary>{t('admin.parked.data')}</summary>
        <Textarea
          size="xs"
          classNames={{ input: 'filter-text-input' }}
          label={t('admin.parked.data')}
          description={waits ? t('admin.parked.data-why') : undefined}
          readOnly={!waits}
          autosize
          minRows={4}
          maxRows={20}
          spellCheck={false}
          value={typed ?? written}
          onChange={({ target }) => setTyped(target.value)}
        />
      </details>
    </section>
  );
}
