import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { OwnSession } from '#/processes/foundation/shared/account.ts';
import { endSession, useOwnSessions } from '../data/settings.ts';
import { Button } from '../parts/button.tsx';
import { Failure, FormProblem, Skeleton } from '../parts/states.tsx';
import { announce } from '../shell/announce.tsx';
import { deviceOf } from './device.ts';

/** Where I am signed in, and the way to end it there. */
export function SessionsSection() {
  const { t } = useText();
  const queries = useQueryClient();
  const { data, error, isPending, refetch } = useOwnSessions();
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const end = async (which: string) => {
    setBusy(which);
    setProblem(null);
    try {
      const { ended } = await endSession(which);
      announce(t('portal.sessions.ended', { count: ended }));
      await queries.invalidateQueries({ queryKey: ['own', 'sessions'] });
    } catch (caught) {
      setProblem(caught);
    } finally {
      setBusy(null);
    }
  };
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">{t('portal.sessions.heading')}</h2>
      {isPending ? <Skeleton rows={1} /> : null}
      {error ? <Failure error={error} retry={() => void refetch()} /> : null}
      <FormProblem error={problem} />
      <ul className="rows">
        {data?.map((one) => (
          <Line key={one.id} one={one} busy={busy === one.id} end={() => void end(one.id)} />
        ))}
      </ul>
      {data && data.length > 1 ? (
        <Button busy={busy === 'others'} onClick={() => void end('others')}>
          {t('portal.sessions.end-others')}
        </Button>
      ) : null}
    </section>
  );
}

function Line({ one, busy, end }: { one: OwnSession; busy: boolean; end: () => void }) {
  const { t } = useText();
  const formats = useFormats();
  const { browser, system } = deviceOf(one.agent);
  const name =
    browser && system ? t('portal.sessions.on', { browser, system }) : browser || t('portal.sessions.unknown');
  return (
    <li className="row">
      <div className="row-text">
        <strong>{name}</strong>
        <span className="quiet">
          {one.current ? t('portal.sessions.this') : t('portal.sessions.seen', { when: formats.relative(one.seenAt) })}
          {one.address ? ` · ${one.address}` : ''}
        </span>
      </div>
      {one.current ? null : (
        <Button look="quiet" busy={busy} aria-label={t('portal.sessions.end-one', { name })} onClick={end}>
          {t('portal.sessions.end')}
        </Button>
      )}
    </li>
  );
}
