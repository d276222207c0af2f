import { useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { CalendarVersion } from '#/processes/foundation/shared/calendar.ts';
import { startOfLocalDay } from '#/platform/web/local-time.ts';
import { localDate } from './versions.ts';

interface VersionChoiceProps {
  versions: readonly CalendarVersion[];
  at: number;
  zone: string;
  onChoose(at: number): void;
  onChange(versions: CalendarVersion[], at: number): void;
}

/**
 * Which version is shown, and a new one from a day on: what ran before that day goes on counting by the hours that
 * held then.
 */
export function VersionChoice({ versions, at, zone, onChoose, onChange }: VersionChoiceProps) {
  const { t } = useText();
  const [from, setFrom] = useState('');
  const label = ({ from: start }: CalendarVersion, index: number) =>
    index === 0 ? t('admin.calendar.first-version') : t('admin.calendar.version', { from: localDate(start, zone) });
  const add = () => {
    const start = startOfLocalDay(from, zone);
    if (start === null) return;
    const before = versions.findLastIndex((version) => version.from < start);
    const model = versions[Math.max(before, 0)];
    if (!model || versions.some((version) => Date.parse(version.from) === Date.parse(start))) return;
    const next = versions.toSpliced(before + 1, 0, { ...structuredClone(model), from: start });
    onChange(next, before + 1);
    setFrom('');
  };
  return (
    <div className="calendar-versions">
      <div role="group" aria-label={t('admin.calendar.versions')}>
        {versions.map((version, index) => (
          <button
            key={version.from}
            type="button"
            className="quiet-button"
            aria-pressed={index === at}
            onClick={() => onChoose(index)}
          >
            {label(version, index)}
          </button>
        ))}
      </div>
      {at > 0 ? (
        <button type="button" className="text-button" onClick={() => onChange(versions.toSpliced(at, 1), at - 1)}>
          {t('admin.calendar.remove-version')}
        </button>
      ) : null}
      <label>
        <span>{t('admin.calendar.new-version')}</span>
        <input type="date" value={from} onChange={({ target }) => setFrom(target.value)} />
      </label>
      <button type="button" className="quiet-button" disabled={from === ''} onClick={add}>
        {t('record.add')}
      </button>
    </div>
  );
}
