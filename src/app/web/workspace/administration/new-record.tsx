import { useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { post } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { RecordForm } from '#/record/web/form/record-form.tsx';
import { keepRecord } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { DryRun } from './dry-run/dry-run.tsx';
import { editors } from './editors.ts';
import { formFields, startValues } from './form-fields.ts';
import { useForgetSettings } from './forget.ts';
import { Trail } from './trail.tsx';

/** A record that is to be made. */
export function NewRecord({ type }: { type: TypeShape }) {
  const { t, language } = useText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const forget = useForgetSettings();
  const leave = (target = '') =>
    void navigate({ to: `/administration/${type.plural}${target}` as never, search: {} as never });
  return (
    <div className="admin-record">
      <Trail type={type} />
      <h1>{t('admin.new-one', { kind: type.label })}</h1>
      <div className="admin-panel">
        <RecordForm
          fields={formFields(type, 'create')}
          values={startValues(type, language)}
          names={{}}
          submit={t('admin.create')}
          autoFocus
          editors={editors}
          onCancel={() => leave()}
          onSubmit={async (values) => {
            const answer = await post<RecordAnswer>(`/${type.plural}`, values);
            keepRecord(queries, type.plural, answer);
            forget(type);
            toast({ text: t('admin.created', { name: String(answer.record[type.item.title] ?? '') }), tone: 'good' });
            leave(`/${answer.record.number}`);
          }}
        >
          {(values) => <DryRun type={type} id={null} values={values} />}
        </RecordForm>
      </div>
    </div>
  );
}
