import { get } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import type { SimilarCase } from '#/processes/operation/incident/shared/beside.ts';

/** How a case was solved, as what resolves another one. */
export interface EarlierSolution extends Record<string, unknown> {
  solution: string;
  closeCode: string | null;
}

/** Takes over how a similar case was solved: the whole of it, of which the list shows the beginning. */
export function useSolution(): (one: SimilarCase, then: (solved: EarlierSolution) => void) => void {
  const { t } = useText();
  return (one, then) => {
    get<RecordAnswer>(`/incidents/${one.id}`).then(
      ({ record }) =>
        then({
          solution: String(record['solution'] ?? ''),
          closeCode: (record['closeCode'] as string | null | undefined) ?? null,
        }),
      (problem: unknown) => toast({ text: problemText(problem, t), tone: 'bad' }),
    );
  };
}
