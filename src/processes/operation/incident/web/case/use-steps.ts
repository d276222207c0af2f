import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { StepShape, TypeShape } from '#/record/web/definitions.tsx';
import { takeStep } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import type { Names } from '#/record/shared/named.ts';
import { toast } from '#/record/web/toasts.tsx';
import type { Attached } from './message-draft.ts';
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

/** Keys of the steps that an agent takes all day. */
export const stepKeys: Readonly<Record<string, string>> = {
  take: 't',
  assign: 'a',
  wait: 'w',
  resolve: 's',
  close: 'l',
  reopen: 'o',
};

const none: Readonly<Record<string, unknown>> = {};

/** What goes with a step that asks first. */
export interface Asked {
  /** Called once it was taken. */
  taken?: () => void;
  /** The names of records that are given and that the case does not refer to yet. */
  names?: Names;
  /** Files that go with it. */
  files?: readonly Attached[];
}

export interface Steps {
  /** What the person may do with the case now, as the server says. */
  offered: readonly StepShape[];
  /** The step whose dialog is open, with what is known of its input already. */
  asking: ({ step: StepShape; given: Readonly<Record<string, unknown>> } & Asked) | null;
  begin(name: string, given?: Readonly<Record<string, unknown>>, asked?: Asked): void;
  end(): void;
}

/** The steps of a case: those without input are taken at once, the others ask first. */
export function useSteps(type: TypeShape, answer: RecordAnswer | undefined): Steps {
  const queries = useQueryClient();
  const { t } = useText();
  const result = useResult(type);
  const [asking, setAsking] = useState<Steps['asking']>(null);
  const { session } = useSession();
  const mine = session !== null && answer?.record['assignee'] === session.person.id;
  const offered = type.steps
    .filter(({ name }) => answer?.steps.includes(name) && !elsewhere.has(name))
    .filter(({ name }) => name !== 'release-priority' || Boolean(answer?.record['priorityReason']))
    .filter(({ name }) => name !== 'take' || !mine || answer?.record.state !== 'in-progress')
    .toSorted((a, b) => rank(a.name) - rank(b.name));

  const takeNow = async (step: StepShape) => {
    if (!answer) return;
    try {
      const taken = await takeStep(queries, type.plural, answer.record.id, step.name, {});
      for (const text of taken.warnings ?? []) toast({ text, tone: 'bad' });
      toast({ text: result.stepped(step, taken), tone: 'good' });
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
      // Somebody else was faster: show where the case stands now.
      if (problem instanceof Problem) void queries.invalidateQueries({ queryKey: ['record', type.plural] });
    }
  };

  return {
    offered,
    asking,
    begin(name, given = none, asked = {}) {
      const step = offered.find((candidate) => candidate.name === name);
      if (!step) return;
      if (step.input.length === 0) void takeNow(step);
      else setAsking({ step, given, ...asked });
    },
    end: () => setAsking(null),
  };
}

function rank(name: string): number {
  const at = order.indexOf(name);
  return at === -1 ? order.length : at;
}
