import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useDraft } from '#/platform/web/draft.ts';
import { OtherDraft } from '#/platform/web/other-draft.tsx';
import { useText } from '#/platform/web/texts.ts';
import type { Case } from '../data/cases.ts';
import { Button } from '../parts/button.tsx';
import { TextArea } from '../parts/field.tsx';
import { Files, useFileDrop } from '../parts/files.tsx';
import { fieldError, FormProblem } from '../parts/states.tsx';
import { announce } from '../shell/announce.tsx';
import { useStep } from './use-step.ts';

interface ReplyFormProps {
  one: Case;
  /** The step that the text goes with, and the step's field for it. */
  step: string;
  field: 'body' | 'message';
  label: string;
  send: string;
  /** Said when the text is missing. */
  missing: string;
  /** Said when it was sent. */
  sent: string;
  more?: ReactNode;
  /** It was asked for: the cursor is in it. */
  autoFocus?: boolean;
}

/** A text to the desk, with files; kept as a draft until it is sent. */
export function ReplyForm({ one, step, field, label, send, missing, sent, more, autoFocus = false }: ReplyFormProps) {
  const { t } = useText();
  const draft = useDraft(`incident:${one.id}:${step}`, { body: '' }, '/portal');
  const { value, change, clear, state } = draft;
  const { take, busy, error, files, add, remove } = useStep(one);
  const [empty, setEmpty] = useState(false);
  const drop = useFileDrop(add);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = value.body.trim() || (files.length > 0 ? t('portal.reply.files-only') : '');
    setEmpty(body === '');
    if (body === '') return form.querySelector('textarea')?.focus();
    if (!(await take(step, { [field]: body }))) return;
    clear();
    announce(sent);
  };

  return (
    <form className="form reply" onSubmit={(event) => void submit(event)} noValidate {...drop}>
      <TextArea
        label={label}
        rows={3}
        autoFocus={autoFocus}
        value={value.body}
        error={empty && !value.body.trim() ? missing : fieldError(error, field)}
        onChange={({ target }) => change({ body: target.value })}
      />
      <OtherDraft
        draft={draft}
        said={({ body }) => body}
        both={(theirs, mine) => ({ body: [theirs.body, mine.body].filter(Boolean).join('\n\n') })}
        button="button button-normal"
      />
      <Files files={files} add={add} remove={remove} />
      <FormProblem error={error} />
      <div className="form-end">
        <Button type="submit" look="primary" busy={busy !== null}>
          {busy === null ? send : t('portal.sending')}
        </Button>
        {more}
        <output className="draft-state">{value.body === '' ? null : t(`portal.draft.${state}`)}</output>
      </div>
    </form>
  );
}
