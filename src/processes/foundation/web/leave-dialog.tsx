import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Modal } from '@mantine/core';
import type { Duties, HandOver } from '#/capabilities/duties/shared/duty.ts';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { submitOnModEnter } from '#/record/web/form/record-form.tsx';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import './leave-dialog.css';

/** What was decided about the duties of whoever leaves, as the server takes it. */
export interface LeaveDecision {
  handOver: HandOver;
  successor?: string | null;
}

interface LeaveDialogProps {
  kind: 'person' | 'group';
  id: string;
  name: string;
  /** What hangs on them; null while nobody is leaving. */
  duties: Duties | null;
  /** What is about to happen: `Retire`, `Disable`. */
  action: string;
  onClose(): void;
  /** Does it. Throws what the server refuses: it is told here, with everything still chosen. */
  onDecide(decision: LeaveDecision): Promise<void>;
}

/** Asks what becomes of what somebody had to do who leaves, or a group that ends. */
export function LeaveDialog({ duties, onClose, ...rest }: LeaveDialogProps) {
  const { t } = useText();
  return (
    <Modal
      opened={duties !== null}
      onClose={onClose}
      title={`${rest.action} · ${rest.name}`}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      {duties ? <Decide {...rest} duties={duties} onClose={onClose} /> : null}
    </Modal>
  );
}

/** People give back to their groups what they had; a group has nobody to give it back to. */
const choices: Readonly<Record<LeaveDialogProps['kind'], readonly HandOver[]>> = {
  person: ['release', 'successor', 'keep'],
  group: ['successor', 'keep'],
};

function Decide(props: Omit<LeaveDialogProps, 'duties'> & { duties: Duties }) {
  const { kind, id, name, duties, action, onClose, onDecide } = props;
  const { t } = useText();
  const [handOver, setHandOver] = useState<HandOver>(choices[kind][0] ?? 'keep');
  const [successor, setSuccessor] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const fields = failure instanceof Problem ? failure.fields : {};
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await onDecide({ handOver, ...(handOver === 'successor' ? { successor } : {}) });
      onClose();
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };
  return (
    <form className="leave" onSubmit={(event) => void send(event)} noValidate onKeyDown={submitOnModEnter}>
      <p>{t(`admin.leave.${kind}`, { name })}</p>
      <ul aria-label={t('admin.leave.what')}>
        {duties.rows.map((row) => (
          <li key={`${row.kind} ${row.field}`}>{t(`admin.leave.of.${row.kind}.${row.field}`, { count: row.count })}</li>
        ))}
      </ul>
      <fieldset>
        <legend>{t('admin.leave.ask')}</legend>
        {choices[kind].map((choice, index) => (
          <label key={choice}>
            <input
              type="radio"
              name="handOver"
              checked={handOver === choice}
              data-autofocus={index === 0 || undefined}
              onChange={() => setHandOver(choice)}
            />
            <span>
              {t(`admin.leave.${kind}.${choice}`)}
              <small>{t(`admin.leave.${kind}.${choice}-note`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {handOver === 'successor' ? (
        <RecordPicker
          kind={kind}
          label={t(`admin.leave.${kind}.to`)}
          required
          value={successor}
          names={{}}
          error={fields['successor']}
          filter={`state = active and id != '${id}'${kind === 'person' ? ' and is:can-work' : ''}`}
          onChange={setSuccessor}
        />
      ) : null}
      {handOver === 'keep' ? null : <p className="leave-once">{t('admin.leave.once')}</p>}
      {fields['handOver'] ? (
        <p className="form-problem" role="alert">
          {fields['handOver']}
        </p>
      ) : null}
      {failure && !fields['handOver'] && !fields['successor'] ? (
        <p className="form-problem" role="alert">
          {problemText(failure, t)}
        </p>
      ) : null}
      <div className="form-end">
        <Button type="submit" size="xs" loading={busy} disabled={handOver === 'successor' && successor === null}>
          {action}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('web.cancel')}
        </Button>
      </div>
    </form>
  );
}
