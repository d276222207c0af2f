import type { ReactNode } from 'react';
import { Modal } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import { leaveControl } from '../actions.ts';
import type { StepShape, TypeShape } from '../definitions.tsx';
import type { RecordAnswer, Row } from '../records.ts';
import { useSeenStep } from '../steps/use-seen-step.ts';
import { useStepped } from '../steps/use-stepped.ts';
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
  const stepped = useStepped(type);
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
        <StepForm
          key={`${record.id} ${step.name}`}
          type={type}
          record={record}
          step={step}
          fields={step.input}
          values={{ ...valuesFrom(step, record), ...given }}
          names={names}
          submit={step.label}
          autoFocus
          {...(filters ? { filters } : {})}
          onCancel={onClose}
          onTaken={(taken, input) => {
            onClose();
            leaveControl();
            const state = words.state(type, taken.record.state);
            const text = said?.(step, taken) ?? t('record.now-in', { name: record.number, state });
            stepped({ step, before: record, input, taken, text });
            onTaken?.(taken, step);
          }}
        >
          {(_, fill) => children?.(fill)}
        </StepForm>
      ) : null}
    </Modal>
  );
}

type StepFormProps = Omit<Parameters<typeof RecordForm>[0], 'onSubmit'> & {
  type: TypeShape;
  record: Row;
  step: StepShape;
  onTaken(answer: RecordAnswer, input: Readonly<Record<string, unknown>>): void;
};

/** Mounted as the dialog opens: what it was opened on is what its reader has seen. */
function StepForm({ type, record, step, onTaken, ...form }: StepFormProps) {
  const take = useSeenStep(type, record);
  const names = step.input.map(({ name }) => name);
  return <RecordForm {...form} onSubmit={async (values) => onTaken(await take(step.name, names, values), values)} />;
}

/** A step that asks for a field which the record has already begins with its value. */
function valuesFrom(step: StepShape, record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(step.input.map(({ name }) => [name, record[name] ?? undefined]));
}
