import '#/capabilities/attachments/web/pictures.css';
import { useCallback, useRef, useState } from 'react';
import type { ClipboardEvent, DragEvent } from 'react';
import { useFormats } from '#/platform/web/format.ts';
import { randomId } from '#/platform/web/random-id.ts';
import { useText } from '#/platform/web/texts.ts';
import { isPicture } from '#/capabilities/attachments/shared/attachment.ts';
import { Icon } from './icon.tsx';

/** A file that is to be sent: `part` says how much of it has left, `error` why it did not. */
export interface Sending {
  key: string;
  file: File;
  part?: number | undefined;
  error?: string | undefined;
}

/** Files as they were chosen, pasted or dropped. A pasted picture has no name of its own. */
export function asSendings(files: Iterable<File>, pastedName: string): Sending[] {
  return [...files].map((file) => {
    const unnamed = file.name === '' || file.name === 'image.png';
    const named = unnamed
      ? new File([file], `${pastedName}.${file.type.split('/')[1] ?? 'png'}`, { type: file.type })
      : file;
    return { key: randomId(), file: named };
  });
}

/** Handlers for the form around it: paste a screenshot, drop files. */
export function useFileDrop(add: (files: Sending[]) => void) {
  const { t } = useText();
  return {
    onPaste(event: ClipboardEvent) {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      add(asSendings(files, t('portal.files.screenshot')));
    },
    onDragOver(event: DragEvent) {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault();
    },
    onDrop(event: DragEvent) {
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      add(asSendings(event.dataTransfer.files, t('portal.files.screenshot')));
    },
  };
}

/** A chosen picture small, out of the browser's own copy; a drawing for everything else. */
function Thumbnail({ file }: { file: File }) {
  const [broken, setBroken] = useState(false);
  const show = useCallback(
    (picture: HTMLImageElement) => {
      const address = URL.createObjectURL(file);
      picture.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [file],
  );
  if (broken || !isPicture({ mediaType: file.type, size: file.size })) return <Icon name="file" />;
  return <img ref={show} className="thumbnail" alt="" onError={() => setBroken(true)} />;
}

interface FilesProps {
  files: readonly Sending[];
  add(files: Sending[]): void;
  remove(key: string): void;
}

/** The button that asks for files, and the list of those chosen. */
export function Files({ files, add, remove }: FilesProps) {
  const { t } = useText();
  const formats = useFormats();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="files">
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-hidden="true"
        tabIndex={-1}
        onChange={({ target }) => {
          add(asSendings(target.files ?? [], t('portal.files.screenshot')));
          target.value = '';
        }}
      />
      <button type="button" className="files-add" onClick={() => input.current?.click()}>
        <Icon name="clip" /> {t('portal.files.add')} <span className="files-hint">{t('portal.files.hint')}</span>
      </button>
      {files.length > 0 ? (
        <ul className="files-list">
          {files.map(({ key, file, part, error }) => (
            <li key={key} className="file">
              <Thumbnail file={file} />
              <span className="file-name">{file.name}</span>
              <span className="file-size">{error ?? formats.bytes(file.size)}</span>
              {part === undefined ? (
                <button
                  type="button"
                  className="round"
                  aria-label={t('portal.files.remove', { name: file.name })}
                  onClick={() => remove(key)}
                >
                  <Icon name="close" size={16} />
                </button>
              ) : (
                <progress max={1} value={part} aria-label={t('portal.files.sending', { name: file.name })} />
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
