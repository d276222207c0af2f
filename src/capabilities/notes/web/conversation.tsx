import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { oldestFirst, useTimeline } from '#/capabilities/history/web/use-timeline.ts';
import { Gallery } from '#/capabilities/attachments/web/gallery.tsx';
import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';
import { Entry } from './message.tsx';
import type { Behind, Side } from './message.tsx';
import './conversation.css';

interface ConversationProps {
  type: TypeShape;
  answer: RecordAnswer;
  /** What everything began with. */
  report: ReactNode;
  /** On which side a message stands. */
  sideOf(entry: TimelineEntry): Side;
  /** What stands behind entries, by their ids. */
  behind: ReadonlyMap<string, Behind>;
  /** What stands at the end. */
  end: ReactNode;
}

/** What was said on a record, the newest at the bottom beside the composer; with `everything`, what was changed as well. */
export function Conversation({ type, answer, report, sideOf, behind, end }: ConversationProps) {
  const { t } = useText();
  const { record, names } = answer;
  const [everything, setEverything] = useState(false);
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage } = useTimeline(record.id);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const entries = oldestFirst(data);
  const known = Object.assign({}, names, ...(data?.pages.map((page) => page.names) ?? []));
  const shown = entries.filter(
    (entry) =>
      everything ||
      entry.type !== 'change' ||
      entry.attachments.length > 0 ||
      (entry.changes?.['state'] && entry.action !== 'create'),
  );
  const last = shown.at(-1)?.id;
  useEffect(() => {
    atEnd.current = true;
  }, [record.id]);
  // Somebody who reads further up is not torn away by a new message.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && atEnd.current) box.scrollTop = box.scrollHeight;
  }, [last, record.id, everything]);

  return (
    <div
      ref={scroller}
      className="conversation"
      role="region"
      aria-label={t('notes.conversation')}
      tabIndex={0}
      onScroll={({ currentTarget: box }) => {
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      }}
    >
      <div className="conversation-tools">
        {hasNextPage ? (
          <button type="button" className="text-button" onClick={() => void fetchNextPage()}>
            {t('history.older')}
          </button>
        ) : null}
        <button
          type="button"
          className="text-button"
          aria-pressed={everything}
          onClick={() => setEverything(!everything)}
        >
          {t(everything ? 'notes.only-messages' : 'notes.everything')}
        </button>
      </div>
      {report}
      {isPending ? <Waiting lines={4} /> : null}
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      <Gallery files={shown.flatMap(({ attachments }) => attachments)} root="/attachments">
        <ol>
          {shown.map((entry) => (
            <Entry
              key={entry.id}
              type={type}
              entry={entry}
              names={known}
              side={sideOf(entry)}
              behind={behind.get(entry.id)}
            />
          ))}
        </ol>
      </Gallery>
      {end}
    </div>
  );
}
