import { useText } from '#/platform/web/texts.ts';
import type { Situation } from '#/processes/operation/incident/shared/portal.ts';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icon.tsx';

const looks: Readonly<Record<Situation, { icon: IconName; tone: string }>> = {
  received: { icon: 'inbox', tone: 'info' },
  'being-worked-on': { icon: 'work', tone: 'accent' },
  'waiting-for-you': { icon: 'question', tone: 'warn' },
  'waiting-for-others': { icon: 'clock', tone: 'plain' },
  'is-it-fixed': { icon: 'check', tone: 'good' },
  closed: { icon: 'check', tone: 'plain' },
  cancelled: { icon: 'close', tone: 'plain' },
  duplicate: { icon: 'close', tone: 'plain' },
  'duplicate-solved': { icon: 'check', tone: 'plain' },
};

/** Where a case stands: a word, a drawing and a colour. */
export function StandingChip({ state }: { state: Situation }) {
  const { t } = useText();
  const { icon, tone } = looks[state];
  return (
    <span className={`chip chip-${tone}`}>
      <Icon name={icon} size={16} /> {t(`portal.state.${state}`)}
    </span>
  );
}
