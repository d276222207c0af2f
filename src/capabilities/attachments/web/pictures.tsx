import './pictures.css';
import { useState } from 'react';
import { addressOf } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { isPicture } from '#/capabilities/attachments/shared/attachment.ts';
import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import { useGallery } from './gallery.tsx';
import { wordsOfName } from './words-of-name.ts';

export interface PicturesProps {
  files: readonly ShownAttachment[];
  /** A file that is no picture, or cannot be shown: as its face shows files. */
  renderLink(file: ShownAttachment): React.ReactNode;
  className: string;
}

/** The files of a message, within a gallery: pictures as pictures, which open large, and links to all others. */
export function Pictures({ files, renderLink, className }: PicturesProps) {
  const { t } = useText();
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const { root, show } = useGallery();
  const pictures = files.filter((file) => isPicture(file) && !broken.has(file.id));
  const others = files.filter((file) => !pictures.includes(file));
  return (
    <>
      {pictures.length > 0 ? (
        <ul className="pictures">
          {pictures.map(({ id, name }) => (
            <li key={id}>
              <button
                type="button"
                className="picture"
                aria-label={t('files.picture-open', { name: wordsOfName(name) })}
                title={name}
                onClick={() => show(id)}
              >
                <img
                  src={addressOf(`${root}/${id}/picture`)}
                  alt={wordsOfName(name)}
                  loading="lazy"
                  decoding="async"
                  onError={() => setBroken((before) => new Set([...before, id]))}
                />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {others.length > 0 ? (
        <ul className={className}>
          {others.map((file) => (
            <li key={file.id}>{renderLink(file)}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
