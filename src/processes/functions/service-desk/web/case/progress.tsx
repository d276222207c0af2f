import { useText } from '#/platform/web/texts.ts';
import type { Situation } from '#/processes/operation/incident/shared/portal.ts';
import { Icon } from '../parts/icon.tsx';
import { isOver, stagesOf } from './standing.ts';

/** The way of a case as a short line: what was, what is, what comes. */
export function Progress({ state }: { state: Situation }) {
  const { t } = useText();
  const { stages, at } = stagesOf(state);
  const labelOf = (stage: string) => t(`portal.state.${stage === 'waiting' || stage === 'ended' ? state : stage}`);
  const ended = isOver(state);
  return (
    <ol className="progress" aria-label={t('portal.progress')}>
      {stages.map((stage, index) => {
        const done = index < at || (ended && index === at);
        const look = done ? 'done' : index === at ? 'now' : 'later';
        return (
          <li key={stage} className={`stage stage-${look}`} aria-current={index === at ? 'step' : undefined}>
            <span className="stage-dot">{done ? <Icon name="check" size={14} /> : null}</span>
            <span className="stage-name">{labelOf(stage)}</span>
            {done ? <span className="only-read">{t('portal.progress.done')}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}
