import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { Problem } from '#/platform/web/problem.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { RecordForm } from '#/record/web/form/record-form.tsx';
import { editRecord, keepRecord } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { DryRun } from './dry-run/dry-run.tsx';
import { editors } from './editors.ts';
import { formFields } from './form-fields.ts';
import { useForgetSettings } from './forget.ts';
import { StaleNotice } from './stale-notice.tsx';

type Values = Readonly<Record<string, unknown>>;

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');

/**
 * The form of a record. A save that somebody was faster than keeps what was typed, shows what they saved wherever both
 * changed the same field, and goes through by itself where they changed others.
 */
export function RecordEditor({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const { t } = useText();
  const queries = useQueryClient();
  const forget = useForgetSettings();
  /** What the form stands on: as it was read when the form was opened, saved, or overtaken. */
  const [base, setBase] = useState(answer);
  const [round, setRound] = useState(0);
  const [overtaken, setOvertaken] = useState<{ mine: Values; fields: readonly string[] } | null>(null);

  const begin = (from: RecordAnswer) => {
    setBase(from);
    setOvertaken(null);
    setRound((before) => before + 1);
  };
  const save = async (changes: Record<string, unknown>, from: RecordAnswer): Promise<void> => {
    if (Object.keys(changes).length === 0) {
      toast({ text: t('admin.nothing-changed') });
      return;
    }
    try {
      const saved = await editRecord(queries, type.plural, from.record.id, changes, from.record.version);
      forget(type);
      begin(saved);
      toast({ text: t('admin.saved'), tone: 'good' });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 412) throw problem;
      const now = await get<RecordAnswer>(`/${type.plural}/${from.record.id}`);
      keepRecord(queries, type.plural, now);
      const fields = Object.keys(changes).filter((name) => !same(now.record[name], from.record[name]));
      if (fields.length === 0) return save(changes, now);
      setBase(now);
      setOvertaken({ mine: changes, fields });
      setRound((before) => before + 1);
    }
  };
  // Somebody's newer version has come in since the form was opened: an undo of this person's own, for one.
  const newer = answer.record.version > base.record.version && overtaken === null;

  return (
    <>
      {newer ? (
        <p className="admin-notice" role="status">
          {t('admin.newer')}{' '}
          <button type="button" className="text-button" onClick={() => begin(answer)}>
            {t('admin.show-newer')}
          </button>
        </p>
      ) : null}
      {overtaken ? (
        <StaleNotice
          type={type}
          names={base.names}
          theirs={base.record}
          mine={overtaken.mine}
          fields={overtaken.fields}
          onTake={(field) => {
            const { [field]: _, ...mine } = overtaken.mine;
            const fields = overtaken.fields.filter((other) => other !== field);
            setOvertaken(fields.length > 0 || Object.keys(mine).length > 0 ? { mine, fields } : null);
            setRound((before) => before + 1);
          }}
        />
      ) : null}
      <RecordForm
        key={round}
        fields={formFields(type, 'edit', base.record)}
        values={base.record}
        {...(overtaken ? { typed: overtaken.mine } : {})}
        names={base.names}
        submit={t('record.save')}
        changesOnly
        editors={editors}
        onSubmit={(changes) => save(changes, base)}
      >
        {(values) => <DryRun type={type} id={base.record.id} values={values} saved={base.record} />}
      </RecordForm>
    </>
  );
}
