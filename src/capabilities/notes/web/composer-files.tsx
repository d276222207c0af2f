import '#/capabilities/attachments/web/pictures.css';
import { addressOf } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import { isPicture } from '#/capabilities/attachments/shared/attachment.ts';
import type { Attached } from '#/capabilities/attachments/web/attached.ts';
import type { MessageDraft } from './message-draft.ts';
import type { Sending } from '#/capabilities/attachments/web/use-attach.ts';

interface ComposerFilesProps {
  files: readonly Attached[];
  sending: readonly Sending[];
  mentions: MessageDraft['mentions'];
  onDetach(file: Attached): void;
  onLeaveOut(person: string): void;
}

/** A picture small, before it goes; a clip for everything else. */
function Thumbnail({ file: { id, mediaType = '', size } }: { file: Attached }) {
  if (!isPicture({ mediaType, size })) return <Icon name="clip" size={12} />;
  return <img className="thumbnail" src={addressOf(`/attachments/${id}/picture`)} alt="" loading="lazy" />;
}

/** What goes with a message: files, those on their way, and colleagues who are called in. */
export function ComposerFiles({ files, sending, mentions, onDetach, onLeaveOut }: ComposerFilesProps) {
  const { t } = useText();
  const formats = useFormats();
  if (files.length + sending.length + mentions.length === 0) return null;
  return (
    <ul className="composer-files">
      {files.map((file) => (
        <li key={file.id}>
          <Thumbnail file={file} /> {file.name} <small>{formats.bytes(file.size)}</small>
          <button
            type="button"
            className="icon-button"
            aria-label={t('files.detach', { name: file.name })}
            onClick={() => onDetach(file)}
          >
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
      {sending.map(({ key, name, part }) => (
        <li key={key}>
          {name} <progress value={part} max={1} aria-label={t('files.sending', { name })} />
        </li>
      ))}
      {mentions.map((one) => (
        <li key={one.id}>
          @{one.name}
          <RemoveButton name={one.name} size={12} onClick={() => onLeaveOut(one.id)} />
        </li>
      ))}
    </ul>
  );
}
