import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import type { Scope } from '#/processes/operation/incident/shared/portal.ts';
import { useCases } from '../data/cases.ts';
import type { Pile } from '../data/cases.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Page } from '../shell/page.tsx';
import { Link, usePlace } from '../shell/router.tsx';
import { CaseCard } from './case-card.tsx';

const scopes: readonly Scope[] = ['mine', 'organisation'];
const piles: readonly Pile[] = ['open', 'over'];

/** All my cases, open or ended; an organisation's contact sees the organisation's too. */
export function CasesPage() {
  const { t } = useText();
  const { query } = usePlace();
  const scope: Scope = query.get('scope') === 'organisation' ? 'organisation' : 'mine';
  const pile: Pile = query.get('pile') === 'over' ? 'over' : 'open';
  const contact = useCases(scope, pile).data?.pages[0]?.scopes?.includes('organisation') ?? false;
  return (
    <Page title={t(`portal.cases.${scope}`)} back={{ to: '/', label: t('portal.home.title') }}>
      <nav className="tabs-row" aria-label={t('portal.cases.which')}>
        {contact ? (
          <div className="tabs">
            {scopes.map((one) => (
              <Link
                key={one}
                to={`/cases?scope=${one}&pile=${pile}`}
                className="tab"
                aria-current={one === scope ? 'page' : undefined}
              >
                {t(`portal.cases.${one}`)}
              </Link>
            ))}
          </div>
        ) : null}
        <div className="tabs">
          {piles.map((one) => (
            <Link
              key={one}
              to={`/cases?scope=${scope}&pile=${one}`}
              className="tab"
              aria-current={one === pile ? 'page' : undefined}
            >
              {t(`portal.cases.${one}`)}
            </Link>
          ))}
        </div>
      </nav>
      <CaseList scope={scope} pile={pile} />
    </Page>
  );
}

function CaseList({ scope, pile }: { scope: Scope; pile: Pile }) {
  const { t } = useText();
  const { session } = useSession();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useCases(scope, pile);
  if (isPending) return <Skeleton rows={4} />;
  if (!data) return <Failure error={error} retry={() => void refetch()} />;
  const cases = data.pages.flatMap(({ rows }) => rows);
  if (cases.length === 0) {
    return (
      <Empty icon="inbox" title={t(`portal.cases.none-${pile}`)}>
        {t('portal.cases.none-text')}
      </Empty>
    );
  }
  const names = Object.assign({}, ...data.pages.map((page) => page.names)) as Names;
  return (
    <>
      <ul className="cards">
        {cases.map((one) => (
          <CaseCard
            key={one.id}
            one={one}
            level="h2"
            person={
              one.affectedUser && one.affectedUser !== session?.person.id ? names[one.affectedUser]?.title : undefined
            }
          />
        ))}
      </ul>
      {hasNextPage ? (
        <Button className="more" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('portal.more')}
        </Button>
      ) : null}
    </>
  );
}
