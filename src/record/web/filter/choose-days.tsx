import { useText } from '#/platform/web/texts.ts';
import type { AskProps } from './add-filter.tsx';
import { lastDays } from './operators.ts';

/** How far back: one press. */
export function ChooseDays({ field, onAdd }: Pick<AskProps, 'field' | 'onAdd'>) {
  const { t } = useText();
  return (
    <div className="filter-choices">
      {[1, 7, 30, 90].map((days) => (
        <button key={days} type="button" className="quiet-button" onClick={() => onAdd(lastDays(field, days))}>
          {t('filter.last-days', { days })}
        </button>
      ))}
    </div>
  );
}
