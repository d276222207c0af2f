import { useQueryClient } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import type { ListAnswer } from '#/record/web/records.ts';
import type { Question } from '#/capabilities/notes/web/message-draft.ts';
import type { Steps } from '#/record/web/steps/use-steps.ts';

/** The reasons for which an answer of the user ends the wait, as they are listed. */
const filter = 'state = active and waitsForUser = true';

/**
 * Begins to wait for the user with a question. Whoever asks waits for the user: the first reason that does is there
 * already, and can be changed.
 */
export function useAsk(steps: Steps): (question: Question, asked: () => void) => Promise<void> {
  const queries = useQueryClient();
  const { language } = useText();
  const reasons = useTypes().kind('pending-reason');
  return async ({ message, files }, asked) => {
    const given = { message, attachments: files.map(({ id }) => id) };
    // Without the list the agent chooses as in any wait: the question is not held up.
    const found = await queries
      .fetchQuery({
        queryKey: ['all', reasons?.plural, filter],
        staleTime: 60_000,
        queryFn: ({ signal }) => get<ListAnswer>(`/${reasons?.plural}`, { filter, limit: 1 }, signal),
      })
      .catch(() => null);
    const first = found?.rows[0];
    if (!first) return steps.begin('wait', given, { taken: asked, files });
    const title = String((language === 'sk' && first['nameSk']) || first['name']);
    const names = { [first.id]: { kind: 'pending-reason', title, number: first.number } };
    steps.begin('wait', { ...given, reason: first.id }, { taken: asked, files, names });
  };
}
