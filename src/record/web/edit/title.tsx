import { useEffect, useRef, useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { returnTo } from '#/platform/web/actions.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { fieldOf } from '#/record/web/definitions.tsx';
import { StaleDialog } from './stale-dialog.tsx';
import { useEdit } from './use-edit.ts';
import type { Opened } from './use-edit.ts';
import './title.css';

/** The title; a press on it edits it where it stands. */
export function Title({ type, answer, level }: { type: TypeShape; answer: RecordAnswer; level: 1 | 2 }) {
  const Heading = `h${level}` as const;
  const { t } = useText();
  const { save, open, stale, insist, settle } = useEdit(type, answer);
  const shape = fieldOf(type, 'title');
  const title = String(answer.record['title'] ?? '');
  const [typed, setTyped] = useState<{ value: string; opened: Opened } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = useRef<HTMLButtonElement>(null);
  const byKeys = useRef(false);
  useEffect(() => {
    if (typed !== null || !byKeys.current) return;
    byKeys.current = false;
    returnTo(shown.current);
  }, [typed]);
  const finish = async () => {
    if (typed === null || !shape) return;
    const { opened } = typed;
    const next = typed.value.trim();
    if (next === opened.seen) return setTyped(null);
    if (next === '') return setProblem(t('field.required'));
    setTyped(null);
    const why = await save(shape, next, opened);
    if (why === null) return;
    setTyped({ value: next, opened });
    setProblem(why);
  };
  if (typed === null) {
    return (
      <Heading className="record-title">
        {answer.may.edit && shape ? (
          <button
            ref={shown}
            type="button"
            title={t('record.edit-title')}
            onClick={() => setTyped({ value: title, opened: open(shape) })}
          >
            {title}
          </button>
        ) : (
          title
        )}
        <StaleDialog stale={stale} names={answer.names} onInsist={(mine) => void insist(mine)} onSettle={settle} />
      </Heading>
    );
  }
  return (
    <div className="record-title">
      <input
        value={typed.value}
        maxLength={200}
        aria-label={t('record.title')}
        aria-invalid={problem !== null}
        autoFocus
        onChange={({ target }) => {
          setTyped({ ...typed, value: target.value });
          setProblem(null);
        }}
        onBlur={() => void finish()}
        onKeyDown={(event) => {
          byKeys.current = event.key === 'Enter' || event.key === 'Escape';
          if (event.key === 'Enter') {
            // The focus goes to the title's button at once: the same press must not press it.
            event.preventDefault();
            void finish();
          }
          if (event.key === 'Escape') {
            event.stopPropagation();
            setTyped(null);
          }
        }}
      />
      {problem ? (
        <span className="filter-why" role="alert">
          {problem}
        </span>
      ) : null}
    </div>
  );
}
