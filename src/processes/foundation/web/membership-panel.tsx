import { useState } from 'react';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import type { ListAnswer, Row } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';

/** Which roles a person has, each in an organisation. */
export function MembershipPanel({ person, edits }: { person: string; edits: boolean }) {
  const { t } = useText();
  const queries = useQueryClient();
  const key = ['admin-person', person, 'memberships'];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      get<ListAnswer>('/memberships', { filter: `state = active and person = '${person}'`, limit: 100 }, signal),
  });
  const [role, setRole] = useState<string | null>(null);
  const [organisation, setOrganisation] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const renew = () => queries.invalidateQueries({ queryKey: key });
  const add = async () => {
    setProblem(null);
    try {
      await post('/memberships', { person, role, organisation });
      setRole(null);
      setOrganisation(null);
      setRound((before) => before + 1);
      await renew();
    } catch (failure) {
      const fields = failure instanceof Problem ? Object.values(failure.fields) : [];
      setProblem([problemText(failure, t), ...fields].join(' '));
    }
  };
  const remove = async (row: Row) => {
    try {
      await post(`/memberships/${row.id}/retire`, {}, { version: row.version });
      await renew();
    } catch (failure) {
      toast({ text: problemText(failure, t), tone: 'bad' });
    }
  };
  const titleOf = (id: unknown) => data?.names[String(id)]?.title ?? '';
  return (
    <section className="admin-panel" aria-labelledby="person-roles">
      <h2 id="person-roles">{t('admin.person.roles')}</h2>
      <p className="admin-none">{t('admin.person.roles-why')}</p>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={2} /> : null}
      {data?.rows.length === 0 ? <p>{t('admin.person.no-roles')}</p> : null}
      <ul className="person-list">
        {data?.rows.map((row) => (
          <li key={row.id}>
            <span>
              <strong>{titleOf(row['role'])}</strong>{' '}
              {t('admin.person.in', { organisation: titleOf(row['organisation']) })}
            </span>
            {edits ? (
              <button
                type="button"
                className="text-button"
                aria-label={t('record.remove-this', {
                  name: `${titleOf(row['role'])} · ${titleOf(row['organisation'])}`,
                })}
                onClick={() => void remove(row)}
              >
                {t('record.remove')}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {edits ? (
        <form
          key={round}
          className="person-add"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <RecordPicker kind="role" label={t('admin.person.role')} value={role} names={{}} onChange={setRole} />
          <RecordPicker
            kind="organisation"
            label={t('admin.person.organisation')}
            value={organisation}
            names={{}}
            onChange={setOrganisation}
          />
          <Button type="submit" size="xs" variant="default" disabled={role === null || organisation === null}>
            {t('admin.person.add-role')}
          </Button>
          {problem ? (
            <p className="form-problem" role="alert">
              {problem}
            </p>
          ) : null}
        </form>
      ) : null}
    </section>
  );
}
