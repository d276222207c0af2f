import { useId } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '../parts/icon.tsx';

/** Urgency in words of people whose work has stopped; the levels are those of the priority matrix. */
export const urgencies = [1, 2, 3] as const;

interface UrgencyProps {
  value: number | null;
  error?: string | undefined;
  choose(urgency: number): void;
}

/** How badly it stops them: three large choices. */
export function UrgencyChoice({ value, error, choose }: UrgencyProps) {
  const { t } = useText();
  const id = useId();
  return (
    <fieldset className="field urgency" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{t('portal.report.urgency')}</legend>
      <div className="urgency-choices">
        {urgencies.map((level) => (
          <label key={level} className={`urgency-choice urgency-${level}`} htmlFor={`${id}-${level}`}>
            <input
              type="radio"
              id={`${id}-${level}`}
              name={id}
              required
              checked={value === level}
              onChange={() => choose(level)}
            />
            <strong>{t(`portal.urgency.${level}`)}</strong>
            <span className="urgency-note">{t(`portal.urgency.${level}.note`)}</span>
          </label>
        ))}
      </div>
      {error ? (
        <p className="field-error" id={`${id}-error`}>
          <Icon name="alert" size={16} /> {error}
        </p>
      ) : null}
    </fieldset>
  );
}
