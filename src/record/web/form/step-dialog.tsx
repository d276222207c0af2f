import type { ReactNode } from 'react';
import { Modal } from '@mantine/core';
import { useFormDraft } from '#/platform/web/form-draft.ts';
import { OtherDraft } from '#/platform/web/other-draft.tsx';
import { useText } from '#/platform/web/texts.ts';
import { leaveControl } from '#/platform/web/actions.ts';
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
          values={valuesFrom(step, record)}
          given={given ?? {}}
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

type StepFormProps = Omit<Parameters<typeof RecordForm>[0], 'onSubmit' | 'draft'> & {
  type: TypeShape;
  record: Row;
  step: StepShape;
  given: Readonly<Record<string, unknown>>;
  onTaken(answer: RecordAnswer, input: Readonly<Record<string, unknown>>): void;
};

/**
 * Mounted as the dialog opens: what it was opened on is what its reader has seen. What was typed into it is a draft until
 * it is sent; what was picked by its name (a record, files) is picked again.
 */
function StepForm({ type, record, step, given, onTaken, children, ...form }: StepFormProps) {
  const { t } = useText();
  const take = useSeenStep(type, record);
  const names = step.input.map(({ name }) => name);
  const words = new Set(step.input.flatMap(({ name, kind }) => (/^(ref|refs|json)$/.test(kind) ? [] : [name])));
  const draft = useFormDraft(`${type.name}:${record.id}:${step.name}`, given, (field) => words.has(field));
  const { kept } = draft;
  return (
    <RecordForm
      {...form}
      draft={draft}
      onSubmit={async (values) => {
        const taken = await take(step.name, names, values);
        kept.clear();
        onTaken(taken, values);
      }}
    >
      {(values, fill) => (
        <>
          {children?.(values, fill)}
          <OtherDraft
            draft={kept}
            said={({ typed }) => Object.values(typed).filter(Boolean).join(' · ')}
            button="text-button"
          />
          {kept.other === null && Object.keys(kept.value.typed).length > 0 ? (
            <p className="step-hint">
              {t(`draft.${kept.state}`)}{' '}
              <button type="button" className="text-button" onClick={kept.clear}>
                {t('draft.discard')}
              </button>
            </p>
          ) : null}
        </>
      )}
    </RecordForm>
  );
}

/** A step that asks for a field which the record has already begins with its value. */
function valuesFrom(step: StepShape, record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(step.input.map(({ name }) => [name, record[name] ?? undefined]));
}
