import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { fieldOf } from '#/record/web/definitions.tsx';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useWords } from '#/record/web/words.ts';
import type { BulkRun } from '#/capabilities/bulk/shared/run.ts';
import { useUndoRun } from './use-undo-run.ts';
import './runs-dialog.css';

interface RunsDialogProps {
  type: TypeShape;
  opened: boolean;
  onClose(): void;
}

/** One's own changes of many: what, when, how many, and the way back. */
export function RunsDialog({ type, opened, onClose }: RunsDialogProps) {
  const { t } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['bulk-runs'],
    enabled: opened,
    queryFn: async ({ signal }) => (await get<{ rows: readonly BulkRun[] }>('/bulk-runs', {}, signal)).rows,
  });
  const runs = data?.filter(({ kind }) => kind === type.name);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('bulk.runs')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !runs ? <Waiting lines={3} /> : null}
      {runs?.length === 0 ? <p>{t('bulk.none')}</p> : null}
      <ul className="bulk-runs">
        {runs?.map((run) => (
          <Run key={run.id} type={type} run={run} />
        ))}
      </ul>
    </Modal>
  );
}

function Run({ type, run }: { type: TypeShape; run: BulkRun }) {
  const { t } = useText();
  const words = useWords();
  const formats = useFormats();
  const { busy, undo } = useUndoRun();
  const { id, action, input, at, changed, undone } = run;
  const said = Object.entries(input).flatMap(([name, value]) => {
    const field = fieldOf(type, name);
    const shown = field ? words.value(field, value, {}) : '';
    return field ? [shown ? `${words.label(type, name)}: ${shown}` : words.label(type, name)] : [];
  });
  const step = type.steps.find(({ name }) => name === action)?.label;
  const what = [step, ...said].filter(Boolean).join(', ') || action;
  const when = formats.moment(at);
  return (
    <li>
      <span>
        <strong>{what}</strong>
        <small>
          <time dateTime={at}>{when}</time> · {t('bulk.changed', { count: changed })}
          {undone > 0 && undone < changed ? ` · ${t('bulk.some-undone', { undone, changed })}` : null}
        </small>
      </span>
      {undone === changed ? (
        <small>{t('bulk.undone-all')}</small>
      ) : (
        <button
          type="button"
          className="quiet-button"
          disabled={busy !== null}
          aria-label={t('bulk.undo-of', { what, when })}
          onClick={() => void undo(id)}
        >
          {t('record.undo')}
        </button>
      )}
    </li>
  );
}
