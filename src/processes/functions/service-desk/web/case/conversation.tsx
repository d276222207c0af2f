import { useFormats } from '#/platform/web/format.ts';
import { addressOf } from '#/platform/web/api.ts';
import { LinkedText } from '#/platform/web/linked-text.tsx';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import { Gallery } from '#/capabilities/attachments/web/gallery.tsx';
import { Pictures } from '#/capabilities/attachments/web/pictures.tsx';
import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';
import { solutionsIn } from '#/processes/operation/incident/shared/solutions.ts';
import type { SolutionSaid } from '#/processes/operation/incident/shared/solutions.ts';
import { useTimeline } from '../data/cases.ts';
import type { Case } from '../data/cases.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Link } from '../shell/router.tsx';
import { changeText } from './change-text.ts';

/** What was said, the oldest first, with what happened in between as one-line notes. */
export function Conversation({ one, person }: { one: Case; person: string | undefined }) {
  const { t } = useText();
  const { session } = useSession();
  const timeline = useTimeline(one.id);
  if (timeline.isPending) return <Skeleton rows={2} />;
  if (!timeline.data) return <Failure error={timeline.error} retry={() => void timeline.refetch()} />;
  const entries = timeline.data.pages.flatMap((page) => page.entries).toReversed();
  const mine = session?.person.id;
  const reporter = one.requester ?? one.affectedUser;
  const solutions = solutionsIn(entries, one);
  return (
    <Gallery files={entries.flatMap(({ attachments }) => attachments ?? [])} root="/portal/attachments">
      {timeline.hasNextPage ? (
        <Button className="more" busy={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
          {t('portal.case.earlier')}
        </Button>
      ) : null}
      <ol className="talk">
        {timeline.hasNextPage ? null : (
          <Message
            by={reporter === mine ? t('portal.you') : (person ?? '')}
            own={reporter === mine}
            at={one.openedAt}
            body={one.description ?? t('portal.case.no-details')}
          />
        )}
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} mine={mine} solution={solutions.get(entry.id)} />
        ))}
      </ol>
    </Gallery>
  );
}

interface LineProps {
  entry: TimelineEntry;
  mine: string | undefined;
  /** What was tried by this entry. The one that holds stands above the conversation. */
  solution: SolutionSaid | undefined;
}

function Line({ entry, mine, solution }: LineProps) {
  const { t } = useText();
  const formats = useFormats();
  const own = entry.actor.id === mine && mine !== undefined;
  const by = own ? t('portal.you') : (entry.actor.name ?? t('portal.the-desk'));
  if (entry.type === 'reply') {
    return <Message by={by} own={own} at={entry.at} body={entry.body ?? ''} files={entry.attachments ?? []} />;
  }
  const files = entry.attachments ?? [];
  const text = changeText(entry, by, own, t);
  if (text === null && files.length === 0) return null;
  return (
    <li className="happened">
      <span>{text ?? t('portal.change.attach', { by, own: own ? 'yes' : 'no' })}</span>{' '}
      <time dateTime={entry.at} title={formats.momentInFull(entry.at)}>
        {formats.relative(entry.at)}
      </time>
      <FileLinks files={files} />
      {solution?.earlier ? (
        <figure className="tried">
          <figcaption>{t('portal.case.tried')}</figcaption>
          <p className="prose">
            <LinkedText text={solution.text} renderCase={renderCase} />
          </p>
        </figure>
      ) : null}
    </li>
  );
}

interface MessageProps {
  by: string;
  own: boolean;
  at: string;
  body: string;
  files?: readonly ShownAttachment[];
}

function Message({ by, own, at, body, files }: MessageProps) {
  const formats = useFormats();
  return (
    <li className={own ? 'message message-own' : 'message'}>
      <p className="message-head">
        <strong>{by}</strong>{' '}
        <time dateTime={at} title={formats.momentInFull(at)}>
          {formats.relative(at)}
        </time>
      </p>
      <p className="prose">
        <LinkedText text={body} renderCase={renderCase} />
      </p>
      {files ? <FileLinks files={files} /> : null}
    </li>
  );
}

const renderCase = (number: string, text: string) => <Link to={`/cases/${number}`}>{text}</Link>;

function FileLinks({ files }: { files: readonly ShownAttachment[] }) {
  const formats = useFormats();
  if (files.length === 0) return null;
  return (
    <Pictures
      files={files}
      className="files-list"
      renderLink={({ id, name, size }) => (
        <a className="file" href={addressOf(`/portal/attachments/${id}`)} download={name}>
          <Icon name="file" />
          <span className="file-name">{name}</span>
          <span className="file-size">{formats.bytes(size)}</span>
        </a>
      )}
    />
  );
}
