import { useLayoutEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { addressOf } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import type { FilesRoot } from './gallery.tsx';
import { wordsOfName } from './words-of-name.ts';

interface LightboxProps {
  pictures: readonly ShownAttachment[];
  /** The id of the one that is shown. */
  shown: string;
  root: FilesRoot;
  onShow(id: string): void;
  onClose(): void;
}

/** One picture over the page, as large as fits: arrows go on to the others around, Escape goes back. */
export function Lightbox({ pictures, shown, root, onShow, onClose }: LightboxProps) {
  const { t } = useText();
  const formats = useFormats();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const box = dialog.current;
    box?.showModal();
    // The way back is the first thing that Enter does.
    box?.querySelector('button')?.focus();
    // Closed before it is taken away: the focus goes back to the picture that was pressed.
    return () => box?.close();
  }, []);
  const at = pictures.findIndex(({ id }) => id === shown);
  const one = pictures[at];
  if (!one) return null;
  const step = (by: number) => {
    const next = pictures[at + by];
    if (next) onShow(next.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // What lies behind has keys of its own.
    event.stopPropagation();
    if (event.key === 'ArrowLeft') step(-1);
    if (event.key === 'ArrowRight') step(1);
  };
  const file = addressOf(`${root}/${one.id}`);
  return (
    // The keys are a shorter way to the buttons inside.
    <dialog
      ref={dialog}
      className="lightbox"
      aria-label={one.name}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <strong>{one.name}</strong> <small>{formats.bytes(one.size)}</small>
        {pictures.length > 1 ? (
          <span aria-live="polite">{t('files.picture-of', { at: at + 1, count: pictures.length })}</span>
        ) : null}
        <a href={file} download={one.name}>
          {t('files.download')}
        </a>
        <button type="button" onClick={onClose}>
          {t('files.picture-close')}
        </button>
      </header>
      <img key={one.id} src={addressOf(`${root}/${one.id}/picture`)} alt={wordsOfName(one.name)} />
      {pictures.length > 1 ? (
        <footer>
          <button type="button" aria-disabled={at === 0} onClick={() => step(-1)}>
            {t('files.picture-before')}
          </button>
          <button type="button" aria-disabled={at === pictures.length - 1} onClick={() => step(1)}>
            {t('files.picture-next')}
          </button>
        </footer>
      ) : null}
    </dialog>
  );
}
