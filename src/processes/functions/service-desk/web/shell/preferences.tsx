import { useText, languages } from '#/platform/web/texts.ts';
import type { Language } from '#/platform/web/texts.ts';
import { chooseTheme, themes, useTheme } from '#/platform/web/theme.ts';
import type { Theme } from '#/platform/web/theme.ts';
import { chooseLanguage } from './language.ts';

/** The language of this browser. */
export function LanguageChoice({ bare = false, chosen }: { bare?: boolean; chosen?: (language: Language) => void }) {
  const { t, language } = useText();
  return (
    <label className="select-label">
      <span className={bare ? 'only-read' : ''}>{t('portal.profile.language')}</span>
      <select
        className="input select"
        value={language}
        onChange={({ target }) => {
          const wanted = target.value as Language;
          void chooseLanguage(wanted);
          chosen?.(wanted);
        }}
      >
        {languages.map((one) => (
          <option key={one} value={one} lang={one}>
            {t(`web.language.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Light, dark, or like the device. */
export function ThemeChoice({ bare = false }: { bare?: boolean }) {
  const { t } = useText();
  const theme = useTheme();
  return (
    <label className="select-label">
      <span className={bare ? 'only-read' : ''}>{t('portal.profile.theme')}</span>
      <select className="input select" value={theme} onChange={({ target }) => chooseTheme(target.value as Theme)}>
        {themes.map((one) => (
          <option key={one} value={one}>
            {t(`web.theme.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
