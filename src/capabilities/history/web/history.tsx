import { isEdit, undoDays, whyNotUndone } from '#/capabilities/history/shared/undoable.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import type { Names } from '#/record/shared/named.ts';
import { ChangeWords } from './change-words.tsx';
import { useTimeline } from './use-timeline.ts';
import { useNow } from '#/platform/web/use-now.ts';
import { Section } from '#/record/web/beside/section.tsx';
import { numberOf, useUndo } from './use-undo.ts';
import './history.css';

/** Everything that was changed on a record, the newest first; what can be taken back is taken back here. */
export function History({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const { t } = useText();
  const formats = useFormats();
  const { record, names } = answer;
  const { data, error, refetch, hasNextPage, fetchNextPage } = useTimeline(record.id);
  const { busy, undo } = useUndo(type.plural, record);
  const now = useNow(60_000);
  const known: Names = Object.assign({}, names, ...(data?.pages.map((page) => page.names) ?? []));
  const all = data?.pages.flatMap((page) => page.entries) ?? [];
  const entries = all.filter((entry) => entry.type === 'change');
  const steps = type.steps.flatMap(({ name, undoable }) => (undoable ? [name] : []));
  const undone = new Set(all.flatMap(({ action, facts }) => (action === 'undo' ? [facts?.['undoes']] : [])));
  return (
    <Section title={t('history.title')}>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={4} /> : null}
      {answer.may.edit ? <p className="history-rule">{t('history.undo-rule', { days: undoDays })}</p> : null}
      <ol className="history">
        {entries.map((entry) => {
          const { id, action, at, changes = {} } = entry;
          const standing = whyNotUndone({ action, at, changes }, record, now, steps);
          const when = formats.moment(at);
          return (
            <li key={id}>
              <ChangeWords type={type} entry={entry} names={known} />
              <span className="history-end">
                <time dateTime={at} title={formats.momentInFull(at)}>
                  {formats.relative(at)}
                </time>
                {answer.may.edit && (isEdit(entry) || steps.includes(action)) ? (
                  standing === null ? (
                    <button
                      type="button"
                      className="text-button"
                      disabled={busy !== null}
                      onClick={() => void undo(entry)}
                    >
                      {t('record.undo')}
                      <span className="only-read"> {when}</span>
                    </button>
                  ) : (
                    <small>
                      {standing.fields.length > 0 && undone.has(numberOf(entry))
                        ? t('history.was-undone')
                        : t(standing.why.key, standing.why.params)}
                    </small>
                  )
                ) : null}
              </span>
            </li>
          );
        })}
      </ol>
      {hasNextPage ? (
        <button type="button" className="text-button" onClick={() => void fetchNextPage()}>
          {t('history.older')}
        </button>
      ) : null}
    </Section>
  );
}
