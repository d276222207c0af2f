import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { fieldOf } from '#/record/web/definitions.tsx';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';
import { useTimeline } from '../data/beside.ts';
import { Entry } from './message.tsx';
import { sideOf, solutionsIn, standsSolved } from './said.ts';
import './conversation.css';

/** What was said on a case, the newest at the bottom beside the composer; with `everything`, what was changed as well. */
export function Conversation({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const { t } = useText();
  const words = useWords();
  const formats = useFormats();
  const { record, names } = answer;
  const [everything, setEverything] = useState(false);
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage } = useTimeline(record.id);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const entries = (data?.pages.flatMap((page) => page.entries) ?? []).toReversed();
  const known = Object.assign({}, names, ...(data?.pages.map((page) => page.names) ?? []));
  const shown = entries.filter(
    (entry) =>
      everything ||
      entry.type !== 'change' ||
      entry.attachments.length > 0 ||
      (entry.changes?.['state'] && entry.action !== 'create'),
  );
  const last = shown.at(-1)?.id;
  const solutions = solutionsIn(entries, record);
  const standing = standsSolved(record.state);
  useEffect(() => {
    atEnd.current = true;
  }, [record.id]);
  // Somebody who reads further up is not torn away by a new message.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && atEnd.current) box.scrollTop = box.scrollHeight;
  }, [last, record.id, everything]);
  const channel = fieldOf(type, 'channel');

  return (
    <div
      ref={scroller}
      className="conversation"
      role="region"
      aria-label={t('case.conversation')}
      tabIndex={0}
      onScroll={({ currentTarget: box }) => {
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      }}
    >
      <div className="conversation-tools">
        {hasNextPage ? (
          <button type="button" className="text-button" onClick={() => void fetchNextPage()}>
            {t('case.older')}
          </button>
        ) : null}
        <button
          type="button"
          className="text-button"
          aria-pressed={everything}
          onClick={() => setEverything(!everything)}
        >
          {t(everything ? 'case.only-messages' : 'case.everything')}
        </button>
      </div>
      <article className="message" data-kind="report">
        <header>
          <strong>{known[String(record['requester'])]?.title ?? t('case.system')}</strong>
          <span className="message-kind">{channel ? words.value(channel, record['channel'], {}) : null}</span>
          <time dateTime={String(record['openedAt'])} title={formats.momentInFull(String(record['openedAt']))}>
            {formats.relative(String(record['openedAt']))}
          </time>
        </header>
        <div className="message-body">{String(record['description'] ?? '') || t('case.no-description')}</div>
      </article>
      {isPending ? <Waiting lines={4} /> : null}
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      <ol>
        {shown.map((entry) => (
          <Entry
            key={entry.id}
            type={type}
            entry={entry}
            names={known}
            side={sideOf(entry, record)}
            solution={solutions.get(entry.id)}
          />
        ))}
      </ol>
      {standing && solutions.size === 0 && record['solution'] && !isPending ? (
        <article className="message" data-kind="solution">
          <header>
            <strong>{words.label(type, 'solution')}</strong>
          </header>
          <div className="message-body">{String(record['solution'])}</div>
        </article>
      ) : null}
    </div>
  );
}
