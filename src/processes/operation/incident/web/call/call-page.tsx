import { isIdle, may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty } from '#/record/web/parts/states.tsx';
import { useTitle } from '#/platform/web/title.ts';
import { NoGroup } from '../parts/no-group.tsx';
import { CallForm } from './call-form.tsx';

/** Logs a call on one screen; whoever can log none is told why. */
export function CallPage() {
  const { t } = useText();
  const { session } = useSession();
  useTitle(t('call.title'));
  if (may(session, 'incident.create') && !isIdle(session, 'incident.create')) return <CallForm />;
  return (
    <div className="call-shut">
      <h1>{t('call.title')}</h1>
      {isIdle(session, 'incident.create') ? (
        <NoGroup why="no-group.call" />
      ) : (
        <Empty title={t('record.forbidden')}>{t('record.forbidden-why')}</Empty>
      )}
    </div>
  );
}
