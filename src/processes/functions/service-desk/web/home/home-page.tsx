import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { CaseLine } from '#/processes/operation/incident/shared/portal.ts';
import { useCases } from '../data/cases.ts';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../shell/router.tsx';
import { useTitle } from '../shell/page.tsx';
import { CaseCard } from './case-card.tsx';
import { SearchBox } from './search-box.tsx';

/** Cases that are shown besides those that wait for the person; the rest is one link away. */
const most = 10;

const needsMe = ({ situation }: CaseLine) => situation === 'waiting-for-you' || situation === 'is-it-fixed';

/** The first page: find, report, and see what becomes of what one reported. */
export function HomePage() {
  const { t } = useText();
  const { session } = useSession();
  const heading = useTitle(t('portal.home.title'));
  return (
    <main className="page" id="content">
      <div className="welcome">
        <h1 ref={heading} tabIndex={-1}>
          {t('portal.home.greeting', { name: session?.person.name.split(' ')[0] ?? '' })}
        </h1>
        <SearchBox />
        <Link to="/report" className="broken">
          <span className="broken-mark">
            <Icon name="broken" size={26} />
          </span>
          <span>
            <strong>{t('portal.home.broken')}</strong>
            <span className="broken-note">{t('portal.home.broken-note')}</span>
          </span>
          <Icon name="next" />
        </Link>
      </div>
      <MyCases />
    </main>
  );
}

function MyCases() {
  const { t } = useText();
  const { session } = useSession();
  const { data, error, isPending, refetch } = useCases('mine', 'open');
  if (isPending) return <Skeleton rows={2} />;
  if (!data) return <Failure error={error} retry={() => void refetch()} />;
  const cases = data.pages.flatMap(({ rows }) => rows);
  const mine = cases.filter(needsMe).toSorted((a, b) => Number(b.question !== null) - Number(a.question !== null));
  const others = cases.filter((one) => !needsMe(one)).slice(0, most);
  const nameOf = (one: CaseLine) =>
    one.affectedUser && one.affectedUser !== session?.person.id
      ? data.pages[0]?.names?.[one.affectedUser]?.title
      : undefined;
  return (
    <>
      {mine.length > 0 ? (
        <section aria-labelledby="needs-you">
          <h2 id="needs-you">{t('portal.home.needs-you', { count: mine.length })}</h2>
          <ul className="cards">
            {mine.map((one) => (
              <CaseCard key={one.id} one={one} person={nameOf(one)} />
            ))}
          </ul>
        </section>
      ) : null}
      <section aria-labelledby="my-cases">
        <div className="section-head">
          <h2 id="my-cases">{t('portal.home.cases')}</h2>
          <Link to="/cases">{t('portal.home.all-cases')}</Link>
        </div>
        {others.length > 0 ? (
          <ul className="cards">
            {others.map((one) => (
              <CaseCard key={one.id} one={one} person={nameOf(one)} />
            ))}
          </ul>
        ) : mine.length === 0 ? (
          <Empty icon="check" title={t('portal.home.empty.title')}>
            {t('portal.home.empty.text')}
          </Empty>
        ) : (
          <p className="quiet">{t('portal.home.no-others')}</p>
        )}
      </section>
    </>
  );
}
