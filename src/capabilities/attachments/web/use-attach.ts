import { useState } from 'react';
import { randomId } from '#/platform/web/random-id.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { upload } from '#/platform/web/upload.ts';
import { toast } from '#/record/web/toasts.tsx';
import type { Attached } from './attached.ts';

/** A file that is on its way, and the part of it that has left. */
export interface Sending {
  key: string;
  name: string;
  part: number;
}

/** Sends files at once: when the message goes, they are there. Until it goes, only colleagues see them. */
export function useAttach(item: string, onAttached: (file: Attached) => void) {
  const { t } = useText();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const send = async (file: File) => {
    const key = randomId();
    setSending((before) => [...before, { key, name: file.name, part: 0 }]);
    try {
      const onProgress = (part: number) =>
        setSending((before) => before.map((one) => (one.key === key ? { ...one, part } : one)));
      const query = { audience: 'staff', name: file.name };
      const options = { onProgress, idempotencyKey: key };
      const { id, mediaType } = await upload<Attached & { mediaType: string }>(
        `/items/${item}/attachments`,
        file,
        query,
        options,
      );
      onAttached({ id, name: file.name, size: file.size, mediaType });
    } catch (problem) {
      toast({ text: `${file.name}: ${problemText(problem, t)}`, tone: 'bad' });
    }
    setSending((before) => before.filter((one) => one.key !== key));
  };
  const attach = async (files: Iterable<File>) => {
    for (const file of files) await send(file);
  };
  return { sending, attach };
}
