import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { toast } from '#/record/web/toasts.tsx';
import type { OutgoingMail, OutgoingMails } from '#/capabilities/notifications/shared/answers.ts';

const key = ['outgoing-mails'];

/** Mails that have not simply gone out: to whom, how they fare, and another try for those that failed. */
export function MailsPage() {
  const { t } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    refetchInterval: 15_000,
    queryFn: ({ signal }) => get<OutgoingMails>('/mails', {}, signal),
  });
  return (
    <div className="admin-record">
      <header className="admin-head">
        <div>
          <h1>{t('admin.section.mails')}</h1>
          <p>{t('admin.about.mails')}</p>
        </div>
      </header>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={6} /> : null}
      {data && !data.mail ? <Empty title={t('admin.mails.not-set-up')}>{t('admin.mails.not-set-up-why')}</Empty> : null}
      {data?.mail && data.rows.length === 0 ? (
        <Empty title={t('admin.mails.none')}>{t('admin.mails.none-why')}</Empty>
      ) : null}
      {data && data.rows.length > 0 ? (
        <div className="audit-table" role="group" aria-label={t('admin.section.mails')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('admin.mails.at')}</th>
                <th scope="col">{t('admin.mails.recipient')}</th>
                <th scope="col">{t('admin.mails.about')}</th>
                <th scope="col">{t('admin.mails.status')}</th>
                <th scope="col">
                  <span className="only-read">{t('admin.mails.again')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.rows.map((mail) => (
                <MailRow key={mail.id} mail={mail} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </div>
  );
}

function MailRow({ mail }: { mail: OutgoingMail }) {
  const { t } = useText();
  const formats = useFormats();
  const queries = useQueryClient();
  const { id, at, recipient, number, kind, status, attempts, error } = mail;
  const again = async () => {
    try {
      await post(`/mails/${id}/send`, {});
      toast({ text: t('admin.mails.queued-again'), tone: 'good' });
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    }
    await queries.invalidateQueries({ queryKey: key });
  };
  return (
    <tr>
      <td>
        <time dateTime={at}>{formats.moment(at)}</time>
      </td>
      <td>{recipient}</td>
      <td>{number ?? t(`admin.mails.kind.${kind}`)}</td>
      <td>
        {t(`admin.mails.status.${status}`)}
        <small>{[t('admin.mails.tries', { attempts }), error].filter(Boolean).join(' · ')}</small>
      </td>
      <td>
        {status === 'failed' || status === 'maybe-sent' ? (
          <Button size="xs" variant="default" onClick={() => void again()}>
            {t('admin.mails.again')}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}
