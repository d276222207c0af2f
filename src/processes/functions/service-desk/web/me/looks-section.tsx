import { useState } from 'react';
import { browserZone } from '#/platform/web/format.ts';
import { loadSession, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { saveSettings } from '../data/settings.ts';
import { FormProblem } from '../parts/states.tsx';
import { announce } from '../shell/announce.tsx';
import { LanguageChoice, ThemeChoice } from '../shell/preferences.tsx';

const zones = Intl.supportedValuesOf('timeZone');

/** Language and time zone, which follow the person everywhere, and the looks of this browser. */
export function LooksSection() {
  const { t } = useText();
  const { session } = useSession();
  const [error, setError] = useState<unknown>(null);
  const save = async (settings: Parameters<typeof saveSettings>[0]) => {
    setError(null);
    try {
      await saveSettings(settings);
      await loadSession();
      announce(t('portal.profile.saved'));
    } catch (problem) {
      setError(problem);
    }
  };
  const zone = session?.person.timeZone ?? browserZone();
  return (
    <section className="card" aria-labelledby="looks">
      <h2 id="looks">{t('portal.profile.looks')}</h2>
      <div className="pairs">
        <LanguageChoice chosen={(language) => void save({ language })} />
        <label className="select-label">
          <span>{t('portal.profile.zone')}</span>
          <select
            className="input select"
            value={zone}
            onChange={({ target }) => void save({ timeZone: target.value })}
          >
            {(zones.includes(zone) ? zones : [zone, ...zones]).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <ThemeChoice />
      </div>
      <FormProblem error={error} />
    </section>
  );
}
