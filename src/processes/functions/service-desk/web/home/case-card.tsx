import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { CaseLine } from '#/processes/operation/incident/shared/portal.ts';
import { happensNext } from '../case/standing.ts';
import { StandingChip } from '../case/standing-chip.tsx';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../shell/router.tsx';

interface CardProps {
  one: CaseLine;
  /** Whose it is, where it is not the reader's own. */
  person?: string | undefined;
  /** Its heading's place on the page. */
  level?: 'h2' | 'h3';
}

/** A case in a list: what it is, where it stands, what happens next. The question is told where we wait for them. */
export function CaseCard({ one, person, level: Heading = 'h3' }: CardProps) {
  const { t } = useText();
  const formats = useFormats();
  const { situation, question } = one;
  return (
    <li className={`card case-card case-${situation}`}>
      <div className="case-head">
        <StandingChip state={situation} />
        <span className="case-facts">
          <span className="case-number">{one.number}</span>
          <time dateTime={one.openedAt} title={formats.momentInFull(one.openedAt)}>
            {formats.relative(one.openedAt)}
          </time>
        </span>
      </div>
      <Heading className="case-title">
        <Link to={`/cases/${one.number}`} className="case-link">
          {one.title}
        </Link>
      </Heading>
      {person ? (
        <p className="case-person">
          <Icon name="person" size={16} /> {person}
        </p>
      ) : null}
      {question ? (
        <blockquote className="case-question">{question.body}</blockquote>
      ) : (
        <p className="case-next">{happensNext(one, t, formats)}</p>
      )}
      {situation === 'waiting-for-you' ? <span className="case-do">{t('portal.home.answer')}</span> : null}
      {situation === 'is-it-fixed' ? <span className="case-do">{t('portal.home.tell')}</span> : null}
    </li>
  );
}
