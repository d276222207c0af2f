import { problemText } from '#/platform/web/problem-text.ts';
import { speechNow } from '#/platform/web/texts.ts';
import { upload } from '#/platform/web/upload.ts';
import type { Sending } from '../parts/files.tsx';

/**
 * Sends the files of a case one after the other, showing how far each is. What could not be sent stays in the list with
 * its reason; the answer is how many.
 */
export async function sendFiles(
  item: string,
  files: readonly Sending[],
  show: (files: readonly Sending[]) => void,
): Promise<number> {
  let now = files;
  const set = (key: string, part: Partial<Sending>) => {
    now = now.map((one) => (one.key === key ? { ...one, ...part } : one));
    show(now);
  };
  for (const { key, file } of files) {
    set(key, { part: 0, error: undefined });
    try {
      await upload(
        `/portal/items/${item}/attachments`,
        file,
        {},
        { onProgress: (part) => set(key, { part }), idempotencyKey: key },
      );
      now = now.filter((one) => one.key !== key);
      show(now);
    } catch (error) {
      set(key, { part: undefined, error: problemText(error, speechNow().t) });
    }
  }
  return now.length;
}
