import { useClocks } from '#/capabilities/clocks/web/use-clocks.ts';
import { useSession } from '#/platform/web/session.ts';
import type { StepShape, TypeShape } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useSteps } from '#/record/web/steps/use-steps.ts';
import type { Steps } from '#/record/web/steps/use-steps.ts';
import { asked } from './asked.ts';
import { useResult } from './use-result.ts';

/** Steps that the conversation's composer takes, and those that are taken elsewhere than by a button. */
const elsewhere = new Set(['reply', 'note', 'recall']);

/** In the order in which an agent needs them. */
const order = [
  'take',
  'resume',
  'resolve',
  'wait',
  'assign',
  'start',
  'close',
  'reopen',
  'override-priority',
  'release-priority',
  'cancel',
  // The user's own word, which an agent only passes on: never what comes next on the desk.
  'confirm',
];

/** Of a colleague's case, taking it is the last thing that one wants. */
const notFirst = [...order.filter((name) => name !== 'take'), 'take'];

/** Keys of the steps that an agent takes all day. */
export const stepKeys: Readonly<Record<string, string>> = {
  take: 't',
  assign: 'a',
  wait: 'w',
  resolve: 's',
  close: 'l',
  reopen: 'o',
};

/** The steps of a case that an agent takes by a button or a key, what is needed most first. */
export function useCaseSteps(type: TypeShape, answer: RecordAnswer): Steps {
  const { session } = useSession();
  const { stepped } = useResult(type);
  const { record } = answer;
  const { data: clocks = [] } = useClocks(record.id);
  const mine = session !== null && record['assignee'] === session.person.id;
  const shown = (name: string) => {
    if (elsewhere.has(name)) return false;
    if (name === 'release-priority') return Boolean(record['priorityReason']);
    // One's own waiting case goes on with `resume`, and one's own work is taken already.
    return name !== 'take' || !mine || record.state === 'assigned';
  };
  const asks = (step: StepShape) => asked(step, record, clocks, Date.now());
  const others = record['assignee'] != null && !mine;
  return useSteps(type, answer, {
    order: others ? notFirst : order,
    keys: stepKeys,
    shown,
    said: stepped,
    asks,
    // What a colleague works on is not taken by a slip of a key.
    asksFirst: (name) => name === 'take' && others,
  });
}
