import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { del, get, patch, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import { toast } from '#/record/web/toasts.tsx';
import type { Duties } from '#/capabilities/duties/shared/duty.ts';
import type { Account, OpenSession } from '#/processes/foundation/shared/account.ts';
import { browserOf } from './browser-of.ts';
import { LeaveDialog } from './leave-dialog.tsx';
import { KeyList } from './key-list.tsx';
import { LinkToCopy } from './link-to-copy.tsx';
import type { OneTimeLink } from './link-to-copy.tsx';
import { forgetLink, linkMadeFor } from './new-person.ts';

interface AccountPanelProps {
  person: string;
  name: string;
  email: string | null;
  edits: boolean;
  me: boolean;
}

/** Whether somebody can sign in, the links that let them, and where they are signed in. */
export function AccountPanel({ person, name, email, edits, me }: AccountPanelProps) {
  const { t } = useText();
  const formats = useFormats();
  const queries = useQueryClient();
  const [link, setLink] = useState<(OneTimeLink & { purpose: 'invitation' | 'password-reset' }) | null>(() => {
    const invitation = linkMadeFor(person);
    return invitation && { ...invitation, purpose: 'invitation' };
  });
  useEffect(() => () => forgetLink(person), [person]);
  const key = ['admin-person', person, 'account'];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const [accounts, sessions] = await Promise.all([
        get<{ rows: Account[] }>('/accounts', {}, signal),
        get<{ rows: OpenSession[] }>(`/accounts/${person}/sessions`, {}, signal),
      ]);
      return { account: accounts.rows.find((one) => one.person === person) ?? null, sessions: sessions.rows };
    },
  });
  const doing = async (work: () => Promise<unknown>, said?: string) => {
    try {
      await work();
      if (said) toast({ text: said, tone: 'good' });
      await queries.invalidateQueries({ queryKey: ['admin-person', person] });
      await queries.invalidateQueries({ queryKey: ['admin-history', 'people', person] });
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    }
  };
  const issue = (purpose: 'invitation' | 'password-reset') =>
    doing(async () => setLink({ ...(await post<OneTimeLink>(`/accounts/${person}/${purpose}`)), purpose }));
  const account = data?.account ?? null;
  const decides = may(useSession().session, 'foundation.edit');
  const [duties, setDuties] = useState<Duties | null>(null);
  // An account has no version: the last word holds.
  const switchTo = (disabled: boolean, decision = {}) => patch(`/accounts/${person}`, { disabled, ...decision }, 0);
  const nowDisabled = t('admin.account.now-disabled', { name });
  /** Whoever may change groups decides what becomes of what the person had to do. */
  const disable = () =>
    doing(async () => {
      const found = decides ? await get<Duties>(`/items/${person}/duties`) : null;
      if (found && found.total > 0) return setDuties(found);
      await switchTo(true);
      toast({ text: nowDisabled, tone: 'good' });
    });
  const standing = !account ? 'none' : account.disabled ? 'disabled' : account.hasPassword ? 'open' : 'invited';
  return (
    <section className="admin-panel" aria-labelledby="person-account">
      <h2 id="person-account">{t('admin.account')}</h2>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={3} /> : null}
      {data ? (
        <>
          <p>
            <span className="admin-state" data-ended={standing === 'disabled' || undefined}>
              {t(`admin.account.${standing}`)}
            </span>{' '}
            {account?.lastSeenAt ? t('admin.account.seen', { when: formats.relative(account.lastSeenAt) }) : null}
          </p>
          {edits && email === null ? <p className="admin-none">{t('admin.account.no-address')}</p> : null}
          {edits && email !== null ? (
            <div className="form-end">
              {standing === 'none' || standing === 'invited' ? (
                <Button size="xs" variant="default" onClick={() => void issue('invitation')}>
                  {t(standing === 'none' ? 'admin.account.invite' : 'admin.account.invite-again')}
                </Button>
              ) : null}
              {standing === 'open' ? (
                <Button size="xs" variant="default" onClick={() => void issue('password-reset')}>
                  {t('admin.account.reset')}
                </Button>
              ) : null}
              {account && !me ? (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() =>
                    void (account.disabled
                      ? doing(() => switchTo(false), t('admin.account.enabled', { name }))
                      : disable())
                  }
                >
                  {t(account.disabled ? 'admin.account.enable' : 'admin.account.disable')}
                </Button>
              ) : null}
            </div>
          ) : null}
          <LeaveDialog
            kind="person"
            id={person}
            name={name}
            duties={duties}
            action={t('admin.account.disable')}
            onClose={() => setDuties(null)}
            onDecide={async (decision) => {
              await switchTo(true, decision);
              await doing(async () => {}, nowDisabled);
            }}
          />
          {link ? <LinkToCopy link={link} name={name} purpose={link.purpose} /> : null}
          <h3>{t('admin.sessions')}</h3>
          {data.sessions.length === 0 ? <p className="admin-none">{t('admin.sessions.none')}</p> : null}
          <ul className="person-list">
            {data.sessions.map((session) => (
              <li key={session.id}>
                <span>
                  <strong>{browserOf(session.agent) ?? t('admin.sessions.unknown')}</strong> {session.address}
                </span>
                <span className="admin-none">
                  {t('admin.sessions.since', {
                    since: formats.moment(session.createdAt),
                    seen: formats.relative(session.seenAt),
                  })}
                </span>
              </li>
            ))}
          </ul>
          {edits && data.sessions.length > 0 && !me ? (
            <Button
              size="xs"
              variant="default"
              onClick={() => void doing(() => del(`/accounts/${person}/sessions`), t('admin.sessions.ended', { name }))}
            >
              {t('admin.sessions.end')}
            </Button>
          ) : null}
          <h3>{t('admin.section.keys')}</h3>
          <KeyList person={person} revokes={edits || me} />
        </>
      ) : null}
    </section>
  );
}
