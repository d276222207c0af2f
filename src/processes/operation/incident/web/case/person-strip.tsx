import { dialled } from '#/base/phone.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { PersonCard } from '#/processes/operation/incident/shared/beside.ts';
import { VipMark } from '#/record/web/parts/marks.tsx';
import './person-strip.css';

/** Who cannot work, how to reach them, and what to know before saying hello. */
export function PersonStrip(props: { person: PersonCard | null; reporter?: PersonCard | null; waiting?: boolean }) {
  const { person, reporter, waiting = false } = props;
  const { t } = useText();
  if (!person) return <div className="person-strip">{waiting ? '\u00A0' : t('case.nobody-affected')}</div>;
  return (
    <div className="person-strip">
      <div className="person-line">
        <Icon name="person" />
        <strong>{person.name}</strong>
        {person.vip ? <VipMark /> : null}
        <span className="person-detail">{[person.title, person.organisation.name].filter(Boolean).join(', ')}</span>
        {person.phone ? (
          <a href={dialled(person.phone)}>
            <Icon name="phone" size={14} />
            {person.phone}
          </a>
        ) : null}
        {person.email ? (
          <a href={`mailto:${person.email}`}>
            <Icon name="mail" size={14} />
            {person.email}
          </a>
        ) : null}
        {person.location || person.localTime ? (
          <span className="person-detail">
            <Icon name="pin" size={14} />
            {[person.location?.name, person.localTime ? t('case.local-time', { time: person.localTime }) : null]
              .filter(Boolean)
              .join(' · ')}
          </span>
        ) : null}
        {person.away ? <span className="person-away">{t('case.away')}</span> : null}
      </div>
      {reporter ? (
        <div className="person-line person-reporter">
          {t('case.reported-by', { name: reporter.name })}
          {reporter.phone ? <a href={dialled(reporter.phone)}>{reporter.phone}</a> : null}
        </div>
      ) : null}
      {person.specialHandling ? (
        <p className="person-handling" role="note">
          <Icon name="flag" size={14} />
          <span>
            <strong>{t('case.special-handling')}</strong> {person.specialHandling}
          </span>
        </p>
      ) : null}
    </div>
  );
}
