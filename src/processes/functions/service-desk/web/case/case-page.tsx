import { useEffect, useRef } from 'react';
import { useFormats } from '#/platform/web/format.ts';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { useSeen } from '#/capabilities/notifications/web/use-seen.ts';
import { useUnread } from '../data/notifications.ts';
import { useCase } from '../data/cases.ts';
import type { CaseView } from '../data/cases.ts';
import { Icon } from '../parts/icon.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { announce } from '../shell/announce.tsx';
import { Page } from '../shell/page.tsx';
import { Link, usePlace } from '../shell/router.tsx';
import { Answer } from './answer.tsx';
import { Conversation } from './conversation.tsx';
import { Fixed } from './fixed.tsx';
import { Progress } from './progress.tsx';
import { Reply } from './reply.tsx';
import { OwnFacts } from './own-facts.tsx';
import { happensNext, isOver } from './standing.ts';
import { StandingChip } from './standing-chip.tsx';

/** A case as its user sees it: where it stands, what happens next, what is asked of them, what was said. */
export function CasePage({ id }: { id: string }) {
  const { t } = useText();
  const { data, error, isPending, refetch } = useCase(id);
  const back = { to: '/', label: t('portal.home.title') };
  if (isPending || !data) {
    return (
      <Page title={id} back={back}>
        {isPending ? <Skeleton rows={3} /> : <Failure error={error} retry={() => void refetch()} />}
      </Page>
    );
  }
  return <OneCase view={data} back={back} />;
}

function OneCase({ view, back }: { view: CaseView; back: { to: string; label: string } }) {
  const { t } = useText();
  const formats = useFormats();
  const { record, names, status, steps } = view;
  const state = status.situation;
  useAnnouncement(view);
  useSeen(record.id, useUnread().data?.count ?? 0, '/portal');
  const { session } = useSession();
  const person =
    record.affectedUser && record.affectedUser !== session?.person.id ? names[record.affectedUser]?.title : undefined;
  const above = (
    <p className="case-head">
      <StandingChip state={state} />
      <span className="case-number">{record.number}</span>
    </p>
  );
  const ended = isOver(state);
  return (
    <Page title={record.title} back={back} above={above}>
      <Received number={record.number} lately={state === 'received'} />
      <section className="card case-state" aria-label={t('portal.case.state')}>
        <Progress state={state} />
        <p className="case-next">{happensNext(status, t, formats)}</p>
      </section>
      {state === 'waiting-for-you' && steps.includes('reply') ? (
        <Answer one={record} question={status.question} />
      ) : null}
      {state === 'is-it-fixed' ? <Fixed one={record} steps={steps} /> : null}
      {ended && record.solution ? (
        <section className="card" aria-labelledby="solution">
          <h2 id="solution">{t('portal.case.solution')}</h2>
          <p className="prose">{record.solution}</p>
        </section>
      ) : null}
      <section className="conversation" aria-labelledby="conversation">
        <h2 id="conversation">{t('portal.case.conversation')}</h2>
        <Conversation one={record} person={person} />
      </section>
      {steps.includes('reply') && state !== 'waiting-for-you' ? <Reply one={record} /> : null}
      {ended && state !== 'duplicate' ? (
        <section className="card still">
          <p>{t('portal.case.ended')}</p>
          <Link className="button button-normal" to={`/report?${againFor(view)}`}>
            {t('portal.case.still')}
          </Link>
        </section>
      ) : null}
      <dl className="facts">
        <div>
          <dt>{t('portal.case.reported')}</dt>
          <dd>
            <time dateTime={record.openedAt}>{formats.moment(record.openedAt)}</time>
          </dd>
        </div>
        {record.service && names[record.service] ? (
          <div>
            <dt>{t('portal.report.service')}</dt>
            <dd>{names[record.service]?.title}</dd>
          </div>
        ) : null}
        {person ? (
          <div>
            <dt>{t('portal.case.for')}</dt>
            <dd>{person}</dd>
          </div>
        ) : null}
        <div>
          <dt>{t('portal.report.urgency')}</dt>
          <dd>{t(`portal.urgency.${Math.min(record.urgency, 3)}`)}</dd>
        </div>
        <OwnFacts record={record} names={names} />
      </dl>
    </Page>
  );
}

/** Right after reporting, until somebody goes on with it: that it has arrived, under which number. */
function Received({ number, lately }: { number: string; lately: boolean }) {
  const { t } = useText();
  const { query } = usePlace();
  const unsent = Number(query.get('unsent') ?? 0);
  return (
    <>
      {lately && query.has('new') ? (
        <output className="notice notice-good">
          <Icon name="check" />
          <span>
            <strong>{t('portal.case.received', { number })}</strong> {t('portal.case.received-next')}
          </span>
        </output>
      ) : null}
      {unsent > 0 ? (
        <div className="notice notice-bad" role="alert">
          <Icon name="alert" />
          <p>{t('portal.case.unsent', { count: unsent })}</p>
        </div>
      ) : null}
    </>
  );
}

/** Says it when somebody else moved the case while it is being read. */
function useAnnouncement({ record, status }: CaseView): void {
  const { t } = useText();
  const formats = useFormats();
  const state = status.situation;
  const before = useRef({ number: record.number, state });
  useEffect(() => {
    const changed = before.current.number === record.number && before.current.state !== state;
    before.current = { number: record.number, state };
    if (changed) announce(`${t(`portal.state.${state}`)}. ${happensNext(status, t, formats)}`);
  }, [record.number, state, status, t, formats]);
}

/** What a new report of the same problem starts with. */
function againFor({ record, names }: CaseView): string {
  const about = record.service ? names[record.service]?.title : undefined;
  return new URLSearchParams({
    again: record.number,
    title: record.title,
    ...(record.service && about ? { service: record.service, about } : {}),
  }).toString();
}
