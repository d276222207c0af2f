import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import type { StepShape, TypeShape } from '#/record/web/definitions.tsx';
import { takeStep } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import type { Names } from '#/record/shared/named.ts';
import { toast } from '#/record/web/toasts.tsx';
import { useStepped } from './use-stepped.ts';

const none: Readonly<Record<string, unknown>> = {};

/** What goes with a step that asks first. */
export interface Asked {
  /** Called once it was taken. */
  taken?: () => void;
  /** The names of records that are given and that the record does not refer to yet. */
  names?: Names;
  /** Files that go with it. */
  files?: readonly { id: string; name: string }[];
}

/** How the steps of a kind of record are offered. */
export interface StepOffer {
  /** In the order in which they are needed. */
  order: readonly string[];
  keys: Readonly<Record<string, string>>;
  /** Whether a step that may be taken has a button and a key. */
  shown(name: string): boolean;
  /** What a step asks for of this record as it stands: what it never needs is left out. */
  asks?(step: StepShape): StepShape;
  /** What came of a step, in words. */
  said(step: StepShape, now: RecordAnswer): string;
  /** Whether a step without input is confirmed before it is taken. */
  asksFirst?(name: string): boolean;
}

export interface Steps {
  /** What the person may do with the record now, as the server says. */
  offered: readonly StepShape[];
  /** The key of a step that has one. */
  keys: Readonly<Record<string, string>>;
  /** The step whose dialog is open, with what is known of its input already. */
  asking: ({ step: StepShape; given: Readonly<Record<string, unknown>> } & Asked) | null;
  begin(name: string, given?: Readonly<Record<string, unknown>>, asked?: Asked): void;
  end(): void;
  /** A step that asks whether it is meant. */
  confirming: StepShape | null;
  confirm(): void;
}

/** The steps of a record: those without input are taken at once, the others ask first. */
export function useSteps(type: TypeShape, answer: RecordAnswer, offer: StepOffer): Steps {
  const queries = useQueryClient();
  const { t } = useText();
  const stepped = useStepped(type);
  const [asking, setAsking] = useState<Steps['asking']>(null);
  const [confirming, setConfirming] = useState<StepShape | null>(null);
  const { order, keys, shown, said, asksFirst, asks = (step) => step } = offer;
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const offered = type.steps
    .filter(({ name }) => answer.steps.includes(name) && shown(name))
    .map((step) => asks(step))
    .toSorted((a, b) => rank(a.name) - rank(b.name));
  // What an open dialog asks for follows what comes to be known of the record meanwhile.
  const open = asking && { ...asking, step: offered.find(({ name }) => name === asking.step.name) ?? asking.step };

  const takeNow = async (step: StepShape) => {
    try {
      const taken = await takeStep(queries, type.plural, answer.record.id, step.name, {});
      stepped({ step, before: answer.record, input: none, taken, text: said(step, taken) });
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
      // Somebody else was faster: show where the record stands now.
      if (problem instanceof Problem) void queries.invalidateQueries({ queryKey: ['record', type.plural] });
    }
  };

  return {
    offered,
    keys,
    asking: open,
    begin(name, given = none, asked = {}) {
      const step = offered.find((candidate) => candidate.name === name);
      if (!step) return;
      if (step.input.length === 0 && asksFirst?.(name)) setConfirming(step);
      else if (step.input.length === 0) void takeNow(step);
      else setAsking({ step, given, ...asked });
    },
    confirming,
    confirm() {
      setConfirming(null);
      if (confirming) void takeNow(confirming);
    },
    end() {
      setAsking(null);
      setConfirming(null);
    },
  };
}
