import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { fieldOf } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';
import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';
import { oldestFirst, useTimeline } from '#/capabilities/history/web/use-timeline.ts';
import { MessageText } from '#/capabilities/notes/web/message-text.tsx';
import { Conversation } from '#/capabilities/notes/web/conversation.tsx';
import { solutionsIn, standsSolved } from '#/processes/operation/incident/shared/solutions.ts';
import type { SolutionSaid } from '#/processes/operation/incident/shared/solutions.ts';
import { sideOf } from './said.ts';

interface CaseConversationProps {
  type: TypeShape;
  answer: RecordAnswer;
}

/** What was said on a case: the report, messages, and each solution where it was tried. */
export function CaseConversation({ type, answer }: CaseConversationProps) {
  const { record } = answer;
  const { data, isPending } = useTimeline(record.id);
  const entries = oldestFirst(data);
  const solutions = solutionsIn(entries, record);
  const behind = new Map(
    entries.flatMap((entry) => {
      const solution = solutions.get(entry.id);
      if (!solution) return [];
      return [[entry.id, { fields: ['solution'], shown: <Solution type={type} entry={entry} solution={solution} /> }]];
    }),
  );
  // Of a case that came from another tool without its caller: whoever its history says began it.
  const author = entries.find(({ action, actor }) => action === 'create' && actor.id === null)?.actor.name ?? null;
  const unsaid = standsSolved(record.state) && solutions.size === 0 && Boolean(record['solution']) && !isPending;
  return (
    <Conversation
      type={type}
      answer={answer}
      report={<Report type={type} answer={answer} author={author} />}
      sideOf={(entry) => sideOf(entry, record)}
      behind={behind}
      end={unsaid ? <Standing type={type} answer={answer} /> : null}
    />
  );
}

function Report({ type, answer, author }: CaseConversationProps & { author: string | null }) {
  const { t } = useText();
  const words = useWords();
  const formats = useFormats();
  const { record, names } = answer;
  const channel = fieldOf(type, 'channel');
  const opened = String(record['openedAt']);
  return (
    <article className="message" data-kind="report">
      <header>
        <strong>{names[String(record['requester'])]?.title ?? author ?? t('history.system')}</strong>
        <span className="message-kind">{channel ? words.value(channel, record['channel'], {}) : null}</span>
        <time dateTime={opened} title={formats.momentInFull(opened)}>
          {formats.relative(opened)}
        </time>
      </header>
      <MessageText text={String(record['description'] ?? '') || t('case.no-description')} />
    </article>
  );
}

interface SolutionProps {
  type: TypeShape;
  entry: TimelineEntry;
  solution: SolutionSaid;
}

/** What solved the case, where it was said; one that did not hold says so. */
function Solution({ type, entry, solution }: SolutionProps) {
  const { t } = useText();
  const words = useWords();
  const formats = useFormats();
  return (
    <li className="message" data-kind={solution.earlier ? 'earlier-solution' : 'solution'}>
      <header>
        <strong>{solution.earlier ? t('case.earlier-solution') : words.label(type, 'solution')}</strong>
        <span>{entry.actor.name ?? t('history.system')}</span>
        <time dateTime={entry.at} title={formats.momentInFull(entry.at)}>
          {formats.relative(entry.at)}
        </time>
      </header>
      <div className="message-body">{solution.text}</div>
    </li>
  );
}

/** The solution of a case whose history does not say when it was found. */
function Standing({ type, answer }: CaseConversationProps) {
  const words = useWords();
  return (
    <article className="message" data-kind="solution">
      <header>
        <strong>{words.label(type, 'solution')}</strong>
      </header>
      <div className="message-body">{String(answer.record['solution'])}</div>
    </article>
  );
}
