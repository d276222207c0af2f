import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { NoGroup } from '#/processes/operation/incident/web/parts/no-group.tsx';
import { isIdle, may, useSession } from '#/platform/web/session.ts';
import { addTexts, useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useAll } from '#/record/web/records.ts';
import { useTitle } from '#/platform/web/title.ts';
import { useSearchParts } from '#/record/web/url.ts';
import type { Overview } from '#/processes/operation/incident/shared/overview.ts';
import { DayChart } from './day-chart.tsx';
import { OpenGrid } from './open-grid.tsx';
import { overviewTexts } from './texts.ts';
import { Tiles } from './tiles.tsx';
import './overview.css';

await addTexts(overviewTexts);

const spans = ['7', '30', '90'];

/** How the desk stands, for its lead: every number opens the cases behind it. */
export function OverviewPage() {
  const { t } = useText();
  const { session } = useSession();
  const [search, change] = useSearchParts();
  const groups = useAll(useTypes().kind('group'));
  const { days = '30', group = '' } = search;
  const allowed = may(session, 'overview.read');
  const idle = isIdle(session, 'incident.read');
  useTitle(t('overview.title'));
  const { data, error, refetch } = useQuery({
    queryKey: ['overview', days, group],
    enabled: allowed && !idle,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => get<Overview>('/overview', { days, group }, signal),
  });
  if (!allowed) return <Empty title={t('record.forbidden')}>{t('record.forbidden-why')}</Empty>;
  return (
    <div className="page overview">
      <header className="page-head">
        <h1>{t('overview.title')}</h1>
        <label>
          <span>{t('overview.group')}</span>
          <select value={group} onChange={({ target }) => change({ group: target.value })}>
            <option value="">{t('overview.all-groups')}</option>
            {groups.data?.rows.map((row) => (
              <option key={row.id} value={row.id}>
                {String(row['name'])}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t('overview.days')}</span>
          <select value={days} onChange={({ target }) => change({ days: target.value === '30' ? null : target.value })}>
            {spans.map((span) => (
              <option key={span} value={span}>
                {t('overview.last', { days: Number(span) })}
              </option>
            ))}
          </select>
        </label>
      </header>
      {idle ? <NoGroup why="no-group.overview" /> : null}
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data && !idle ? <Waiting lines={10} /> : null}
      {data && !idle ? (
        <>
          <Tiles overview={data} />
          <div className="overview-pair">
            <OpenGrid overview={data} />
            <DayChart overview={data} />
          </div>
        </>
      ) : null}
    </div>
  );
}
