import { useText } from '#/platform/web/texts.ts';
import type { Counted, Overview, Rate } from '#/processes/operation/incident/shared/overview.ts';
import { CountLink } from './count-link.tsx';

/** What stands now, and how the last days went. */
export function Tiles({ overview }: { overview: Overview }) {
  const { t } = useText();
  const { now, reassigned, pingPong, firstContact, reopened } = overview;
  return (
    <>
      <section aria-labelledby="overview-now">
        <h2 id="overview-now">{t('overview.now')}</h2>
        <ul className="tiles">
          <Tile of={now.open} says={t('overview.open')} />
          <Tile
            of={now.unassigned}
            says={t('overview.unassigned')}
            tone={now.unassigned.count > 0 ? 'warn' : undefined}
          />
          <Tile of={now.waiting} says={t('overview.waiting')} />
          <Tile of={now.atRisk} says={t('overview.at-risk')} tone={now.atRisk.count > 0 ? 'warn' : undefined} />
          <Tile of={now.late} says={t('overview.late')} tone={now.late.count > 0 ? 'bad' : undefined} />
        </ul>
      </section>
      <section aria-labelledby="overview-lately">
        <h2 id="overview-lately">{t('overview.lately')}</h2>
        <ul className="tiles">
          <Share rate={firstContact} says={t('overview.first-contact')} />
          <Share rate={reopened} says={t('overview.reopened')} />
          <Tile of={reassigned} says={t('overview.reassigned')} />
          <Tile of={pingPong} says={t('overview.ping-pong')} />
        </ul>
      </section>
    </>
  );
}

function Tile({ of, says, tone }: { of: Counted; says: string; tone?: 'warn' | 'bad' | undefined }) {
  return (
    <li className="tile" data-tone={tone}>
      <CountLink of={of} says={says} />
      <span aria-hidden="true">{says}</span>
    </li>
  );
}

function Share({ rate, says }: { rate: Rate; says: string }) {
  const { t, language } = useText();
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  return (
    <li className="tile">
      <strong>{rate.value === null ? '–' : percent.format(rate.value)}</strong>
      <span>{says}</span>
      <small>
        <CountLink of={rate.counted} says={says} /> {t('overview.of')}{' '}
        <CountLink of={rate.of} says={t('overview.solved')} />
      </small>
    </li>
  );
}
