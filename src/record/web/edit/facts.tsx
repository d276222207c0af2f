import { useEffect, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import { valueIn } from '#/record/shared/own-fields.ts';
import { returnTo } from '#/platform/web/actions.ts';
import { useCustomFields } from '#/record/web/custom-fields.ts';
import type { FieldShape, TypeShape } from '#/record/web/definitions.tsx';
import { fieldOf } from '#/record/web/definitions.tsx';
import { FieldInput } from '#/record/web/form/field-input.tsx';
import { nameOfRow } from '#/record/web/records.ts';
import type { RecordAnswer, Row } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';
import { StaleDialog } from './stale-dialog.tsx';
import { useEdit } from './use-edit.ts';
import { WantingDialog } from './wanting-dialog.tsx';
import type { Opened } from './use-edit.ts';
import './facts.css';

/** What is chosen from a list needs no second press to be saved. */
const chosenAtOnce = new Set(['ref', 'choice', 'level', 'boolean']);
/** Of those, what the arrows walk through: by the keyboard only Enter says which one is meant. */
const walkedThrough = new Set(['choice', 'level']);

interface FactsProps {
  type: TypeShape;
  answer: RecordAnswer;
  /** The step by which a field is changed that is not edited. */
  byStep: Readonly<Record<string, string>>;
  onStep(step: string): void;
}

interface AllFactsProps extends FactsProps {
  /** The fields, in their order. */
  shown: readonly string[];
  /** What is shown only once there is something to show. */
  quiet: ReadonlySet<string>;
}

/** The facts of a record, customers' own fields included. One press on a value edits it where it stands. */
export function Facts({ type, answer, shown, quiet, byStep, onStep }: AllFactsProps) {
  const { record, names } = answer;
  const custom = useCustomFields(type.name);
  const { save, open, stale, insist, settle, wanting, complete, forgo } = useEdit(type, answer);
  const built = shown
    .flatMap((name) => fieldOf(type, name) ?? [])
    .filter((field) => !quiet.has(field.name) || hasValue(field, record));
  const all = [...built, ...custom];
  return (
    <>
      <dl className="facts">
        {all.map((field) => (
          <Fact
            key={field.name}
            type={type}
            answer={answer}
            field={field}
            byStep={byStep}
            edits={{ save, open }}
            onStep={onStep}
          />
        ))}
      </dl>
      <StaleDialog stale={stale} names={names} onInsist={(mine) => void insist(mine)} onSettle={settle} />
      <WantingDialog wanting={wanting} onComplete={complete} onForgo={forgo} />
    </>
  );
}

function hasValue({ name }: FieldShape, record: Row): boolean {
  const value = record[name];
  return value !== null && value !== undefined && value !== '' && value !== 0;
}

interface FactProps extends FactsProps {
  field: FieldShape;
  edits: Pick<ReturnType<typeof useEdit>, 'save' | 'open'>;
}

function Fact({ type, answer, field, byStep, edits, onStep }: FactProps) {
  const { t } = useText();
  const words = useWords();
  const { record, names, may, steps } = answer;
  const [typed, setTyped] = useState<{ value: unknown; opened: Opened; problem?: string } | null>(null);
  const shown = useRef<HTMLButtonElement>(null);
  const left = useRef(false);
  /** Whether the editor is used by the keyboard at the moment. */
  const [byKeys, setByKeys] = useState(false);
  const leave = () => {
    left.current = true;
    setTyped(null);
  };
  useEffect(() => {
    if (typed !== null || !left.current) return;
    left.current = false;
    returnTo(shown.current);
  }, [typed]);
  const { name } = field;
  const label = field.label || words.label(type, name);
  const given = valueIn(record, name);
  const said = words.value(field, given, names);
  const step = byStep[name];
  const atOnce = chosenAtOnce.has(field.kind) && !(byKeys && walkedThrough.has(field.kind));
  const editable =
    may.edit &&
    (type.edit?.includes(name) === true || (name.startsWith('custom.') && !type.frozen.includes(record.state)));

  const finish = async (next: unknown, opened: Opened, row?: Row) => {
    leave();
    if (JSON.stringify(next ?? '') === JSON.stringify(opened.seen ?? '')) return;
    const chosen = row ? nameOfRow(field.to ?? '', row) : {};
    const problem = await edits.save(field, next === '' ? null : next, opened, chosen);
    // Refused: the field is open again with what was typed.
    if (problem !== null) setTyped({ value: next, opened, problem });
  };

  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {typed ? (
          <form
            className="fact-form"
            onSubmit={(event) => {
              event.preventDefault();
              void finish(typed.value, typed.opened);
            }}
            onPointerDown={() => setByKeys(false)}
            onKeyDown={(event) => {
              setByKeys(true);
              if (event.key === 'Enter' && event.target instanceof HTMLSelectElement) {
                event.preventDefault();
                void finish(typed.value, typed.opened);
              }
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              leave();
            }}
          >
            <FieldInput
              field={field}
              value={typed.value}
              names={names}
              autoFocus
              error={typed.problem}
              onChange={(next, row) => {
                if (atOnce) void finish(next, typed.opened, row);
                else setTyped({ value: next, opened: typed.opened });
              }}
            />
            <div className="form-end">
              {atOnce ? null : (
                <Button type="submit" size="compact-xs">
                  {t('record.save')}
                </Button>
              )}
              <Button size="compact-xs" variant="default" onClick={leave}>
                {t('web.cancel')}
              </Button>
            </div>
          </form>
        ) : editable || (step && steps.includes(step)) ? (
          <button
            type="button"
            className="fact-value"
            aria-label={t('record.edit-fact', { field: label, value: said || t('record.nothing') })}
            ref={shown}
            onClick={({ detail }) => {
              // A press of Enter or Space is a click without a pointer.
              setByKeys(detail === 0);
              if (step) onStep(step);
              else setTyped({ value: given, opened: edits.open(field) });
            }}
          >
            {said || <span className="fact-empty">{t('record.nothing')}</span>}
          </button>
        ) : (
          <span className="fact-value">{said || <span className="fact-empty">{t('record.nothing')}</span>}</span>
        )}
      </dd>
    </div>
  );
}
