import { useState } from 'react';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { FormDraft } from '#/platform/web/form-draft.ts';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { checkInput } from '#/record/shared/check.ts';
import type { Fields } from '#/record/shared/field.ts';
import type { Names } from '#/record/shared/named.ts';
import type { FieldShape } from '../definitions.tsx';
import { FieldInput } from './field-input.tsx';
import type { ShapeEditors } from './field-input.tsx';
import './record-form.css';

/** Puts values into the fields of a form. */
export type Fill = (given: Readonly<Record<string, unknown>>) => void;

interface RecordFormProps {
  fields: readonly FieldShape[];
  values: Readonly<Record<string, unknown>>;
  /** What was typed already and is not saved: it stands in the fields, over the values. */
  typed?: Readonly<Record<string, unknown>>;
  /** Where what is typed is kept while it is not sent: it stands in the fields, over the values. */
  draft?: Pick<FormDraft, 'typed' | 'change'>;
  names: Names;
  submit: string;
  /** Sends what was typed; throws `Problem`, whose words then stand at their fields. */
  onSubmit(values: Record<string, unknown>): Promise<void>;
  /** Another way to send the same form, beside the first. */
  second?: Pick<RecordFormProps, 'submit' | 'onSubmit'>;
  onCancel?: () => void;
  editors?: ShapeEditors;
  /** Sends only what was changed. */
  changesOnly?: boolean;
  autoFocus?: boolean;
  /** What is offered for a reference, by field. */
  filters?: Readonly<Record<string, string>>;
  /** Below the fields; `fill` puts values into them, as if they were typed. */
  children?: (values: Readonly<Record<string, unknown>>, fill: Fill) => ReactNode;
}

/** A form made of fields. The same checks as on the server; a refusal says why beside the field that it is about. */
export function RecordForm(props: RecordFormProps) {
  const { fields, values: given, names, submit, onCancel, editors, changesOnly, autoFocus, filters } = props;
  const { t } = useText();
  const [start] = useState<Record<string, unknown>>(() => initialOf(fields, given));
  const [own, setOwn] = useState<Readonly<Record<string, unknown>>>(props.typed ?? {});
  const { draft } = props;
  const values = { ...start, ...(draft?.typed ?? own) };
  const fill: Fill = (more) => (draft ? draft.change(more) : setOwn((before) => ({ ...before, ...more })));
  // The cursor goes to the first field that is still to be filled in.
  const typed = fields.filter(isTyped);
  const [first] = useState(
    () => (typed.find(({ name, required }) => required && (values[name] ?? '') === '') ?? typed[0])?.name,
  );
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    const by = (event.nativeEvent as SubmitEvent).submitter;
    const chosen = (by?.dataset['second'] === undefined ? undefined : props.second) ?? props;
    const { problems } = checkInput(asFields(fields), values, 'whole');
    const wrong = Object.fromEntries(Object.entries(problems).map(([name, { key, params }]) => [name, t(key, params)]));
    setErrors(wrong);
    setFailure(null);
    if (Object.keys(wrong).length > 0) return focusFirst(form);
    setBusy(true);
    try {
      await chosen.onSubmit(changesOnly ? changedFrom(initialOf(fields, given), values) : filled(values));
    } catch (problem) {
      const said = problem instanceof Problem ? problem.fields : {};
      setErrors(said);
      const elsewhere = Object.keys(said).some((name) => !fields.some((field) => field.name === name.split('.')[0]));
      if (Object.keys(said).length === 0 || elsewhere) setFailure(problem);
      focusFirst(form);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="record-form" noValidate onSubmit={(event) => void send(event)} onKeyDown={submitOnModEnter}>
      {failure ? (
        <p className="form-problem" role="alert">
          {problemText(failure, t)}
          {failure instanceof Problem
            ? Object.values(failure.fields).map((why) => <span key={why}> {why}</span>)
            : null}
        </p>
      ) : null}
      {typed.map((field) => (
        <div key={field.name} className="form-field" data-kind={field.kind}>
          <FieldInput
            field={field}
            value={values[field.name]}
            names={names}
            error={errors[field.name] ?? firstBelow(errors, field.name)}
            errors={errors}
            form={values}
            autoFocus={autoFocus === true && field.name === first}
            {...(editors ? { editors } : {})}
            {...(filters?.[field.name] === undefined ? {} : { filter: filters[field.name] ?? '' })}
            onChange={(value) => fill({ [field.name]: value })}
          />
        </div>
      ))}
      {props.children?.(values, fill)}
      <div className="form-end">
        <Button type="submit" size="xs" loading={busy}>
          {submit}
        </Button>
        {props.second ? (
          <Button type="submit" size="xs" variant="default" loading={busy} data-second>
            {props.second.submit}
          </Button>
        ) : null}
        {onCancel ? (
          <Button size="xs" variant="default" onClick={onCancel}>
            {t('web.cancel')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

/** Whether a field is filled in by hand; files that go with a message are attached, and shown where they are. */
export const isTyped = ({ shape }: FieldShape): boolean => shape !== 'attached-files';

function initialOf(fields: readonly FieldShape[], given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, given[field.name] ?? field.initial ?? null]));
}

const asFields = (fields: readonly FieldShape[]): Fields =>
  Object.fromEntries(
    // A document has its check on the server: here it is let through.
    fields.map(({ name, options, ...field }) => [
      name,
      { ...field, computed: false, ...(options ? { options: options.map(({ value }) => value) } : {}) },
    ]),
  ) as unknown as Fields;

/** What was given, and not what was left empty: an absent value takes its default on the server. */
function filled(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));
}

function changedFrom(before: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>) {
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');
  return Object.fromEntries(
    Object.entries(now)
      .filter(([name, value]) => !same(before[name], value))
      .map(([name, value]) => [name, value === '' ? null : value]),
  );
}

function firstBelow(errors: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(errors).find(([path]) => path.startsWith(`${name}.`))?.[1];
}

/** Ctrl Enter sends a form from inside any of its fields, a long text too. */
export function submitOnModEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}

/** Puts the cursor into the first field that was refused. */
export function focusFirst(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
