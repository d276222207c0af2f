import './pictures.css';
import { useState } from 'react';
import { addressOf } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { isPicture } from '#/capabilities/attachments/shared/attachment.ts';
import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import { Lightbox } from './lightbox.tsx';
import { wordsOfName } from './words-of-name.ts';

/** Where a face reads files: the workspace, or the portal. */
export type FilesRoot = '/attachments' | '/portal/attachments';

export interface PicturesProps {
  files: readonly ShownAttachment[];
  root: FilesRoot;
  /** A file that is no picture, or cannot be shown: as its face shows files. */
  renderLink(file: ShownAttachment): React.ReactNode;
  className: string;
}

/** The files of a message: pictures as pictures, which open large, and links to all others. */
export function Pictures({ files, root, renderLink, className }: PicturesProps) {
  const { t } = useText();
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string | null>(null);
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
                onClick={() => setOpen(id)}
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
      {open !== null && pictures.some(({ id }) => id === open) ? (
        <Lightbox pictures={pictures} shown={open} root={root} onShow={setOpen} onClose={() => setOpen(null)} />
      ) : null}
    </>
  );
}
