import { post } from '#/platform/web/api.ts';
import type { Names } from '#/record/shared/named.ts';

/** As many as the server reads at once. */
const most = 200;

interface Batch {
  texts: Set<string>;
  answer: Promise<Names>;
}
const gathering = new Map<string, Batch>();

/** What the ids in a kept filter are called; asked once for all filters that one screen shows. */
export function namesInFilter(kind: string, text: string): Promise<Names> {
  let batch = gathering.get(kind);
  if (!batch || batch.texts.size === most) {
    const texts = new Set<string>();
    // Effects of one commit run in one task: what they ask for is there when the next one begins.
    const gathered = new Promise<void>((resolve) => setTimeout(resolve));
    batch = {
      texts,
      answer: gathered.then(async () => {
        if (gathering.get(kind)?.texts === texts) gathering.delete(kind);
        const { names } = await post<{ names: Names }>(`/filters/${kind}/names`, { texts: [...texts] });
        return names;
      }),
    };
    gathering.set(kind, batch);
  }
  batch.texts.add(text);
  return batch.answer;
}
