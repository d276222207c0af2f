import type { ClockFacts } from '#/capabilities/clocks/shared/answers.ts';
import type { StepShape } from '#/record/web/definitions.tsx';
import type { Row } from '#/record/web/records.ts';

/**
 * What a step asks for of a case as it stands at an instant: why a promise was missed only where one was and nobody has
 * said so yet, and why the priority goes down only where it does. The server asks by the same, whatever is shown here.
 */
export function asked(step: StepShape, record: Row, clocks: readonly ClockFacts[], now: number): StepShape {
  const missed = clocks.some(({ met, state, due }) => met === false || (state === 'running' && isOver(due, now)));
  const needs: Readonly<Record<string, boolean>> = {
    missReason: missed && !record['missReason'],
    loweredReason: Number(record['calculatedPriority']) > Number(record['priority']),
  };
  const input = step.input.flatMap((field) => {
    const needed = needs[field.name];
    if (needed === undefined) return [field];
    return needed ? [{ ...field, required: true }] : [];
  });
  return { ...step, input };
}

const isOver = (due: string | null, now: number) => due !== null && Date.parse(due) < now;
