import { useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import type { FieldShape, TypeShape } from '#/record/web/definitions.tsx';
import { RecordForm } from '#/record/web/form/record-form.tsx';
import { keepRecord } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { makePerson } from '#/processes/foundation/web/new-person.ts';
import { editors } from './editors.ts';
import { formFields, startValues } from './form-fields.ts';
import { useForgetSettings } from './forget.ts';
import { Trail } from './trail.tsx';

const said = (invited: boolean, mailed: boolean) => {
  if (!invited) return 'admin.created';
  return mailed ? 'admin.invited' : 'admin.invited-by-link';
};

/** Somebody new: who they are, what they may do, and with the same press the link by which they come in. */
export function NewPerson({ type }: { type: TypeShape }) {
  const { t, language } = useText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const forget = useForgetSettings();
  const leave = (target = '') =>
    void navigate({ to: `/administration/${type.plural}${target}` as never, search: {} as never });
  const role: FieldShape = {
    name: 'role',
    label: t('admin.person.role'),
    kind: 'ref',
    to: 'role',
    required: false,
    computed: false,
    byStep: false,
    audience: 'staff',
  };
  const send = (invited: boolean) => async (values: Record<string, unknown>) => {
    if (invited && !values['email']) {
      const fields = { email: t('admin.invite.needs-address') };
      throw new Problem({ status: 0, code: 'invalid', title: '', detail: '', fields });
    }
    const { answer, failure, mailed } = await makePerson(values, invited);
    const name = String(answer.record['name']);
    keepRecord(queries, type.plural, answer);
    forget(type);
    if (failure) toast({ text: t('admin.invite.in-part', { name, why: problemText(failure, t) }), tone: 'bad' });
    else toast({ text: t(said(invited, mailed), { name }), tone: 'good' });
    leave(`/${answer.record.number}`);
  };
  return (
    <div className="admin-record">
      <Trail type={type} />
      <h1>{t('admin.new-one', { kind: type.label })}</h1>
      <div className="admin-panel">
        <RecordForm
          fields={[...formFields(type, 'create'), role]}
          values={startValues(type, language)}
          names={{}}
          submit={t('admin.create')}
          second={{ submit: t('admin.create-and-invite'), onSubmit: send(true) }}
          autoFocus
          editors={editors}
          onCancel={() => leave()}
          onSubmit={send(false)}
        >
          {() => <p className="admin-none">{t('admin.person.role-why')}</p>}
        </RecordForm>
      </div>
    </div>
  );
}
