import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Modal, Textarea } from '@mantine/core';
import { useDraft } from '#/platform/web/draft.ts';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { leaveControl } from '#/platform/web/actions.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { submitOnModEnter } from '#/record/web/form/record-form.tsx';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import { useSeenStep } from '#/record/web/steps/use-seen-step.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useStepped } from '#/record/web/steps/use-stepped.ts';
import { useMembers } from '../data/beside.ts';
import { useResult } from './use-result.ts';
import './assign-dialog.css';

/** Who has it from now on: a group, and in it somebody with time, or nobody yet. */
export function AssignDialog(props: { type: TypeShape; answer: RecordAnswer; opened: boolean; onClose(): void }) {
  const { type, answer, opened, onClose } = props;
  const { t } = useText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`${t('assign.title')} · ${answer.record.number}`}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <Form type={type} answer={answer} onClose={onClose} />
    </Modal>
  );
}

function Form({ type, answer, onClose }: { type: TypeShape; answer: RecordAnswer; onClose(): void }) {
  const { t } = useText();
  const { session } = useSession();
  const { record, names } = answer;
  const take = useSeenStep(type, record);
  const result = useResult(type);
  const stepped = useStepped(type);
  const [group, setGroup] = useState<string | null>((record['group'] as string | null) ?? null);
  const [chosen, setAssignee] = useState<string | null>((record['assignee'] as string | null) ?? null);
  const draft = useDraft(`${type.name}:${record.id}:assign`, { note: '' });
  const { note } = draft.value;
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { data: members = [] } = useMembers(group);
  // Who has the case stays chosen, as long as they are in the group.
  const assignee = members.some(({ id }) => id === chosen) ? chosen : null;
  const fields = failure instanceof Problem ? failure.fields : {};

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const input = { group, ...(assignee ? { assignee } : {}), ...(note.trim() ? { note } : {}) };
      const taken = await take('assign', ['group', 'assignee'], input);
      draft.clear();
      const step = type.steps.find(({ name }) => name === 'assign');
      if (step) stepped({ step, before: record, input, taken, text: result.stepped(step, taken) });
      onClose();
      leaveControl();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };
  return (
    <form className="assign" onSubmit={(event) => void send(event)} noValidate onKeyDown={submitOnModEnter}>
      <RecordPicker
        kind="group"
        label={t('assign.group')}
        required
        autoFocus
        value={group}
        names={names}
        error={fields['group']}
        onChange={(id) => {
          setGroup(id);
          setAssignee(null);
        }}
      />
      <fieldset className="assign-people">
        <legend>{t('assign.person')}</legend>
        <label>
          <input type="radio" name="assignee" checked={assignee === null} onChange={() => setAssignee(null)} />
          <span>{t('assign.nobody')}</span>
        </label>
        {members.map((member) => (
          <label key={member.id} data-away={member.away || undefined}>
            <input
              type="radio"
              name="assignee"
              checked={assignee === member.id}
              onChange={() => setAssignee(member.id)}
            />
            <span>
              {member.name}
              {member.id === session?.person.id ? ` (${t('assign.me')})` : ''}
            </span>
            <small>
              {member.away ? `${t('case.away')} · ` : ''}
              {t('assign.load', { count: member.load })}
            </small>
          </label>
        ))}
      </fieldset>
      {fields['assignee'] ? <p className="form-problem">{fields['assignee']}</p> : null}
      <Textarea
        size="xs"
        autosize
        minRows={2}
        maxRows={8}
        label={t('assign.note')}
        description={t('assign.note-hint')}
        value={note}
        onChange={({ target }) => draft.change({ note: target.value })}
      />
      {failure && Object.keys(fields).length === 0 ? (
        <p className="form-problem" role="alert">
          {problemText(failure, t)}
        </p>
      ) : null}
      <div className="form-end">
        <Button type="submit" size="xs" loading={busy} disabled={group === null}>
          {t('assign.do')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('web.cancel')}
        </Button>
      </div>
    </form>
  );
}
