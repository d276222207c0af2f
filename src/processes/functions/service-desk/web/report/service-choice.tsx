import { useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { useServices } from '../data/services.ts';
import type { Service } from '../data/services.ts';
import { Icon } from '../parts/icon.tsx';

const few = 6;

interface ServiceProps {
  value: Service | null;
  choose(service: Service | null): void;
}

/** Which service it is about, if they know: chips, nothing to fill in. Without services nothing is asked. */
export function ServiceChoice({ value, choose }: ServiceProps) {
  const { t } = useText();
  const { data: services = [] } = useServices();
  const [all, setAll] = useState(false);
  if (value) {
    return (
      <div className="field">
        <span className="field-label">{t('portal.report.service')}</span>
        <span className="pick pick-chosen">
          {value.title}
          <button
            type="button"
            className="round"
            aria-label={t('portal.report.service-remove', { name: value.title })}
            onClick={() => choose(null)}
          >
            <Icon name="close" size={16} />
          </button>
        </span>
      </div>
    );
  }
  if (services.length === 0) return null;
  return (
    <fieldset className="field picks">
      <legend>
        {t('portal.report.service')} <span className="field-optional">{t('portal.report.service-optional')}</span>
      </legend>
      {(all ? services : services.slice(0, few)).map(({ id, title }) => (
        <button type="button" className="pick" key={id} onClick={() => choose({ id, title })}>
          {title}
        </button>
      ))}
      {all || services.length <= few ? null : (
        <button type="button" className="pick pick-more" onClick={() => setAll(true)}>
          {t('portal.report.service-more', { count: services.length - few })}
        </button>
      )}
    </fieldset>
  );
}
