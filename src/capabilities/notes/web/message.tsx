import type { ReactNode } from 'react';
import { useFormats } from '#/platform/web/format.ts';
import { addressOf } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import { Pictures } from '#/capabilities/attachments/web/pictures.tsx';
import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';
import type { Names } from '#/record/shared/named.ts';
import { ChangeWords } from '#/capabilities/history/web/change-words.tsx';
import { MessageText } from './message-text.tsx';

/** Whose words a message is: the affected user's or reporter's, another's of the customer, or the desk's. */
export type Side = 'user' | 'customer' | 'desk';

/** What is shown behind an entry, and the fields that it says instead of the entry. */
export interface Behind {
  fields: readonly string[];
  shown: ReactNode;
}

interface EntryProps {
  type: TypeShape;
  entry: TimelineEntry;
  names: Names;
  side: Side;
  behind: Behind | undefined;
}

/** A reply, an internal note, or a line about what was changed. */
export function Entry(props: EntryProps) {
  if (props.entry.type !== 'change') return <Message {...props} />;
  return (
    <>
      <Change {...props} />
      {props.behind?.shown}
    </>
  );
}

function Message({ entry, names, side }: EntryProps) {
  const { t } = useText();
  const formats = useFormats();
  const { id, at, type: kind, actor, body = '', attachments, mentions = [], held } = entry;
  return (
    <li className="message" data-kind={kind} data-side={kind === 'reply' ? side : undefined} id={`entry-${id}`}>
      <header>
        <strong>{actor.name ?? t('history.system')}</strong>
        {actor.title ? <span>{actor.title}</span> : null}
        <span className="message-kind">
          <Icon name={iconOf(kind, side)} size={12} /> {t(kind === 'note' ? 'notes.kind.note' : `notes.side.${side}`)}
          {held ? ` · ${t('notes.held')}` : null}
        </span>
        <time dateTime={at} title={formats.momentInFull(at)}>
          {formats.relative(at)}
        </time>
      </header>
      <MessageText text={body} />
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

function Change({ type, entry, names, behind }: EntryProps) {
  const formats = useFormats();
  return (
    <li className="change" id={`entry-${entry.id}`}>
      <time dateTime={entry.at} title={formats.momentInFull(entry.at)}>
        {formats.when(entry.at)}
      </time>
      <ChangeWords type={type} entry={entry} names={names} without={behind?.fields} />
      <Files files={entry.attachments} />
    </li>
  );
}

function Files({ files }: { files: readonly ShownAttachment[] }) {
  const formats = useFormats();
  if (files.length === 0) return null;
  return (
    <Pictures
      files={files}
      className="message-files"
      renderLink={(file) => (
        <a href={addressOf(`/attachments/${file.id}`)} download={file.name}>
          <Icon name="clip" size={12} /> {file.name} <small>{formats.bytes(file.size)}</small>
        </a>
      )}
    />
  );
}
