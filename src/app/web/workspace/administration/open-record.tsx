import { lazy, Suspense } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { problemText } from '#/platform/web/problem-text.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { StepShape, TypeShape } from '#/record/web/definitions.tsx';
import { takeStep } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { useWords } from '#/record/web/words.ts';
import { fixedFields } from './form-fields.ts';
import { useForgetSettings } from './forget.ts';
import { HistoryPanel } from './history-panel.tsx';
import { RecordEditor } from './record-editor.tsx';
import { RecordFacts } from './record-facts.tsx';
import { Trail } from './trail.tsx';

const PersonPanels = lazy(() =>
  import('#/processes/foundation/web/person-panels.tsx').then((part) => ({ default: part.PersonPanels })),
);

/** A record with its form, what belongs to it, and everything that happened to it. */
export function OpenRecord({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const { t } = useText();
  const words = useWords();
  const { session } = useSession();
  const { record } = answer;
  const editable = answer.may.edit && type.edit !== null && !type.frozen.includes(record.state);
  return (
    <div className="admin-record">
      <Trail type={type} />
      <header className="admin-record-head">
        <div>
          <h1>{String(record[type.item.title] ?? record.number)}</h1>
          <p>
            {record.number}
            <span className="admin-state" data-ended={record.state === 'retired' || undefined}>
              {words.state(type, record.state)}
            </span>
            {editable ? null : <span>{t('admin.read-only')}</span>}
          </p>
        </div>
        {may(session, 'access.read') ? (
          <Link className="quiet-button" to={`/access/${type.name}/${record.id}` as never} search={{} as never}>
            {t('admin.who-sees')}
          </Link>
        ) : null}
        <Steps type={type} answer={answer} />
      </header>
      <div className="admin-columns">
        <div>
          <section className="admin-panel" aria-label={type.label}>
            {editable ? <Fixed type={type} answer={answer} /> : null}
            {editable ? <RecordEditor type={type} answer={answer} /> : <RecordFacts type={type} answer={answer} />}
          </section>
          {type.name === 'person' ? (
            <Suspense>
              <PersonPanels
                id={record.id}
                name={String(record['name'])}
                email={(record['email'] as string | null) ?? null}
              />
            </Suspense>
          ) : null}
        </div>
        <HistoryPanel type={type} answer={answer} undoable={editable} />
      </div>
    </div>
  );
}

/** What cannot be changed any more, for reading above the form. */
function Fixed({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const words = useWords();
  const fixed = fixedFields(type);
  if (fixed.length === 0) return null;
  return (
    <p className="admin-none">
      {fixed
        .map((field) => `${field.label}: ${words.value(field, answer.record[field.name], answer.names)}`)
        .join(' · ')}
    </p>
  );
}

function Steps({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const { t } = useText();
  const queries = useQueryClient();
  const words = useWords();
  const forget = useForgetSettings();
  const { record, steps } = answer;
  const offered = type.steps.filter(({ name, input }) => steps.includes(name) && input.length === 0);
  const take = async (step: StepShape) => {
    try {
      const taken = await takeStep(queries, type.plural, record.id, step.name, {}, record.version);
      forget(type);
      const back = type.steps.find(({ name, from }) => from.includes(taken.record.state) && name !== step.name);
      toast({
        text: t('record.now-in', {
          name: String(record[type.item.title] ?? record.number),
          state: words.state(type, taken.record.state),
        }),
        tone: 'good',
        ...(back
          ? {
              undo: {
                run: () => {
                  takeStep(queries, type.plural, record.id, back.name, {}).then(
                    () => forget(type),
                    (error: unknown) => toast({ text: problemText(error, t), tone: 'bad' }),
                  );
                },
              },
            }
          : {}),
      });
    } catch (error) {
      toast({ text: problemText(error, t), tone: 'bad' });
    }
  };
  return (
    <div className="admin-steps">
      {offered.map((step) => (
        <Button key={step.name} size="xs" variant="default" onClick={() => void take(step)}>
          {step.label}
        </Button>
      ))}
    </div>
  );
}
