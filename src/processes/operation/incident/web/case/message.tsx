import { useFormats } from '#/platform/web/format.ts';
import { addressOf } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import { useWords } from '#/record/web/words.ts';
import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';
import type { Names } from '#/record/shared/named.ts';
import { ChangeWords } from './change-words.tsx';
import type { Side, SolutionSaid } from './said.ts';

interface EntryProps {
  type: TypeShape;
  entry: TimelineEntry;
  names: Names;
  side: Side;
  /** What the entry said was the solution. */
  solution: SolutionSaid | undefined;
}

/** A reply, an internal note, or a line about what was changed. */
export function Entry(props: EntryProps) {
  if (props.entry.type !== 'change') return <Message {...props} />;
  return (
    <>
      <Change {...props} />
      {props.solution ? <Solution {...props} solution={props.solution} /> : null}
    </>
  );
}

/** What solved the case, where it was said; one that did not hold says so. */
function Solution({ type, entry, solution }: EntryProps & { solution: SolutionSaid }) {
  const { t } = useText();
  const words = useWords();
  const formats = useFormats();
  return (
    <li className="message" data-kind={solution.earlier ? 'earlier-solution' : 'solution'}>
      <header>
        <strong>{solution.earlier ? t('case.earlier-solution') : words.label(type, 'solution')}</strong>
        <span>{entry.actor.name ?? t('case.system')}</span>
        <time dateTime={entry.at} title={formats.momentInFull(entry.at)}>
          {formats.relative(entry.at)}
        </time>
      </header>
      <div className="message-body">{solution.text}</div>
    </li>
  );
}

function Message({ entry, names, side }: EntryProps) {
  const { t } = useText();
  const formats = useFormats();
  const { id, at, type: kind, actor, body = '', attachments, mentions = [], held } = entry;
  return (
    <li className="message" data-kind={kind} data-side={kind === 'reply' ? side : undefined} id={`entry-${id}`}>
      <header>
        <strong>{actor.name ?? t('case.system')}</strong>
        {actor.title ? <span>{actor.title}</span> : null}
        <span className="message-kind">
          <Icon name={iconOf(kind, side)} size={12} /> {t(kind === 'note' ? 'case.kind.note' : `case.side.${side}`)}
          {held ? ` · ${t('case.held')}` : null}
        </span>
        <time dateTime={at} title={formats.momentInFull(at)}>
          {formats.relative(at)}
        </time>
      </header>
      <div className="message-body">{body}</div>
      {mentions.length > 0 ? (
        <p className="message-mentions">{mentions.map((one) => `@${names[one]?.title ?? ''}`).join(' ')}</p>
      ) : null}
      <Files files={attachments} />
    </li>
  );
}

const iconOf = (kind: TimelineEntry['type'], side: Side) => {
  if (kind === 'note') return 'lock';
  return side === 'desk' ? 'reply' : 'person';
};

function Change({ type, entry, names, solution }: EntryProps) {
  const formats = useFormats();
  return (
    <li className="change" id={`entry-${entry.id}`}>
      <time dateTime={entry.at} title={formats.momentInFull(entry.at)}>
        {formats.when(entry.at)}
      </time>
      <ChangeWords type={type} entry={entry} names={names} withoutSolution={solution !== undefined} />
      <Files files={entry.attachments} />
    </li>
  );
}

function Files({ files }: { files: readonly ShownAttachment[] }) {
  const formats = useFormats();
  if (files.length === 0) return null;
  return (
    <ul className="message-files">
      {files.map((file) => (
        <li key={file.id}>
          <a href={addressOf(`/attachments/${file.id}`)} download={file.name}>
            <Icon name="clip" size={12} /> {file.name} <small>{formats.bytes(file.size)}</small>
          </a>
        </li>
      ))}
    </ul>
  );
}
