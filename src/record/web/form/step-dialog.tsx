import type { ReactNode } from 'react';
import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useText } from '#/platform/web/texts.ts';
import type { StepShape, TypeShape } from '../definitions.tsx';
import { takeStep } from '../records.ts';
import type { RecordAnswer } from '../records.ts';
import { toast } from '../toasts.tsx';
import { useWords } from '../words.ts';
import { RecordForm } from './record-form.tsx';
import type { Fill } from './record-form.tsx';

interface StepDialogProps {
  type: TypeShape;
  step: StepShape | null;
  answer: RecordAnswer;
  onClose(): void;
  onTaken?: (answer: RecordAnswer, step: StepShape) => void;
  /** What came of the step, in words; without it the state that the record is in. */
  said?: (step: StepShape, answer: RecordAnswer) => string;
  /** Values that are known already: a text that was typed before, the record's own. */
  given?: Readonly<Record<string, unknown>>;
  filters?: Readonly<Record<string, string>>;
  /** Below the fields: what goes along besides what is typed, or what may be put into them. */
  children?: (fill: Fill) => ReactNode;
}

/** Asks for what a step needs and takes it. What its guard refuses stands at the field, with everything still typed. */
export function StepDialog({ type, step, answer, onClose, onTaken, said, given, filters, children }: StepDialogProps) {
  const { t } = useText();
  const words = useWords();
  const queries = useQueryClient();
  const { record, names } = answer;
  return (
    <Modal
      opened={step !== null}
      onClose={onClose}
      title={step ? `${step.label} · ${record.number}` : ''}
      size="lg"
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      {step ? (
        <RecordForm
          key={`${record.id} ${step.name}`}
          fields={step.input}
          values={{ ...valuesFrom(step, record), ...given }}
          names={names}
          submit={step.label}
          autoFocus
          {...(filters ? { filters } : {})}
          onCancel={onClose}
          onSubmit={async (values) => {
            const taken = await takeStep(queries, type.plural, record.id, step.name, values);
            onClose();
            for (const text of taken.warnings ?? []) toast({ text, tone: 'bad' });
            const state = words.state(type, taken.record.state);
            toast({ text: said?.(step, taken) ?? t('record.now-in', { name: record.number, state }), tone: 'good' });
            onTaken?.(taken, step);
          }}
        >
          {(_, fill) => children?.(fill)}
        </RecordForm>
      ) : null}
    </Modal>
  );
}

/** A step that asks for a field which the record has already begins with its value. */
function valuesFrom(step: StepShape, record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(step.input.map(({ name }) => [name, record[name] ?? undefined]));
}
