import { Link } from '@tanstack/react-router';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';

/** The way back to the list. */
export function Trail({ type }: { type: TypeShape }) {
  const { t } = useText();
  return (
    <nav className="admin-trail" aria-label={t('admin.back')}>
      <Link to={`/administration/${type.plural}` as never} search={{} as never}>
        <Icon name="left" size={14} />
        {type.labelMany}
      </Link>
    </nav>
  );
}
