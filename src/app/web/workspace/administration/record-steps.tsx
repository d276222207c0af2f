import { useState } from 'react';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Duties } from '#/capabilities/duties/shared/duty.ts';
import { get } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { LeaveDialog } from '#/processes/foundation/web/leave-dialog.tsx';
import type { StepShape, TypeShape } from '#/record/web/definitions.tsx';
import { takeStep } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { useWords } from '#/record/web/words.ts';
import { useForgetSettings } from './forget.ts';

/** A step by which somebody leaves, who may have something to do. */
const leaves = ({ input }: StepShape): boolean => input.some(({ name }) => name === 'handOver');

/** The steps of a record of the configuration, as buttons. Retiring whoever has something to do asks who does it then. */
export function RecordSteps({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const { t } = useText();
  const queries = useQueryClient();
  const words = useWords();
  const forget = useForgetSettings();
  const [leaving, setLeaving] = useState<{ step: StepShape; duties: Duties } | null>(null);
  const { record, steps } = answer;
  const name = String(record[type.item.title] ?? record.number);
  const offered = type.steps.filter((step) => steps.includes(step.name) && (step.input.length === 0 || leaves(step)));
  const take = async (step: StepShape, input: Record<string, unknown>) => {
    const taken = await takeStep(queries, type.plural, record.id, step.name, input, record.version);
    forget(type);
    const back = type.steps.find((one) => one.from.includes(taken.record.state) && one.name !== step.name);
    // What was handed over does not come back by it.
    const handedOver = 'handOver' in input && input['handOver'] !== 'keep';
    const undo = () =>
      void takeStep(queries, type.plural, record.id, back?.name ?? '', {}).then(
        () => forget(type),
        (error: unknown) => toast({ text: problemText(error, t), tone: 'bad' }),
      );
    toast({
      text: t('record.now-in', { name, state: words.state(type, taken.record.state) }),
      tone: 'good',
      ...(back && !handedOver ? { undo: { run: undo } } : {}),
    });
  };
  const begin = async (step: StepShape) => {
    try {
      const duties = leaves(step) ? await get<Duties>(`/items/${record.id}/duties`) : null;
      if (duties && duties.total > 0) setLeaving({ step, duties });
      else await take(step, {});
    } catch (error) {
      toast({ text: problemText(error, t), tone: 'bad' });
    }
  };
  return (
    <div className="admin-steps">
      {offered.map((step) => (
        <Button key={step.name} size="xs" variant="default" onClick={() => void begin(step)}>
          {step.label}
        </Button>
      ))}
      <LeaveDialog
        kind={type.name === 'group' ? 'group' : 'person'}
        id={record.id}
        name={name}
        duties={leaving?.duties ?? null}
        action={leaving?.step.label ?? ''}
        onClose={() => setLeaving(null)}
        onDecide={async (decision) => {
          if (leaving) await take(leaving.step, { ...decision });
        }}
      />
    </div>
  );
}
