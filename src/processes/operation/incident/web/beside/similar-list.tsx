import { Link } from '@tanstack/react-router';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import type { SimilarCase } from '#/processes/operation/incident/shared/beside.ts';
import { bySolution } from './same-solution.ts';
import type { Alike } from './same-solution.ts';
import '#/record/web/beside/section.css';
import './similar-list.css';

/** So much of a solution is shown in a list. */
const beginning = 220;

/** A case that ended cannot be the one that goes on in place of another. */
const goesOn = ({ state }: SimilarCase) => state !== 'closed' && state !== 'cancelled';

interface SimilarListProps {
  type: TypeShape;
  cases: readonly SimilarCase[];
  onUse?: (one: SimilarCase) => void;
  /** Ends the case that is read as a duplicate of this one, which goes on. */
  onDuplicate?: (one: SimilarCase) => void;
}

/** Cases like this one, with why each is offered; those of one solution together, which can be taken over. */
export function SimilarList({ type, cases, onUse, onDuplicate }: SimilarListProps) {
  const { t } = useText();
  const words = useWords();
  if (cases.length === 0) return <p className="beside-line">{t('beside.no-similar')}</p>;
  return (
    <ul className="beside-list">
      {bySolution(cases).map((alike) => (
        <li key={alike.cases[0].id} data-alike={alike.cases.length > 1 || undefined}>
          {alike.cases.length > 1 ? (
            <strong className="similar-count">{t('beside.one-solution', { count: alike.cases.length })}</strong>
          ) : null}
          {alike.cases.map((one) => (
            <div key={one.id} className="similar-case">
              <Link to={`/incidents/${one.number}` as never}>
                {one.number} {one.title}
              </Link>
              <small>
                {words.state(type, one.state)} · {one.reasons.map((reason) => t(`similar.reason.${reason}`)).join(', ')}
              </small>
              {onDuplicate && goesOn(one) ? (
                <button type="button" className="text-button" onClick={() => onDuplicate(one)}>
                  {t('beside.duplicate', { number: one.number })}
                </button>
              ) : null}
            </div>
          ))}
          <Solution alike={alike} onUse={onUse} />
        </li>
      ))}
    </ul>
  );
}

/** How similar cases were solved, offered where one writes how this one is. */
export function EarlierSolutions({ cases, onUse }: { cases: readonly SimilarCase[]; onUse(one: SimilarCase): void }) {
  const { t } = useText();
  const solved = bySolution(cases).filter(({ solution }) => solution !== null);
  if (solved.length === 0) return null;
  return (
    <section className="earlier-solutions" aria-label={t('beside.earlier')}>
      <h3>{t('beside.earlier')}</h3>
      <ul>
        {solved.slice(0, 3).map((alike) => (
          <li key={alike.cases[0].id}>
            <small>
              {alike.cases.length > 1
                ? t('beside.one-solution', { count: alike.cases.length })
                : `${alike.cases[0].number} ${alike.cases[0].title}`}
            </small>
            <Solution alike={alike} onUse={onUse} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Solution({ alike, onUse }: { alike: Alike; onUse?: ((one: SimilarCase) => void) | undefined }) {
  const { t } = useText();
  const { solution, cases } = alike;
  if (solution === null) return null;
  return (
    <small className="similar-solution">
      {solution.length > beginning ? `${solution.slice(0, beginning)}…` : solution}{' '}
      {onUse ? (
        <button type="button" className="text-button" onClick={() => onUse(cases[0])}>
          {t('beside.use-solution')}
        </button>
      ) : null}
    </small>
  );
}
