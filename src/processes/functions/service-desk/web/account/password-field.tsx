import { useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { Field } from '../parts/field.tsx';

interface PasswordProps {
  label: string;
  value: string;
  error?: string | undefined;
  change(value: string): void;
}

/** Fewest characters that are accepted. */
export const shortest = 12;

/** A new password: shown when asked, pasted as one likes, and measured by its length alone. */
export function PasswordField({ label, value, error, change }: PasswordProps) {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  const missing = shortest - [...value].length;
  return (
    <Field label={label} hint={t('portal.account.password-hint')} error={error}>
      {(wiring) => (
        <>
          <div className="with-button">
            <input
              className="input"
              type={shown ? 'text' : 'password'}
              autoComplete="new-password"
              maxLength={256}
              required
              value={value}
              onChange={({ target }) => change(target.value)}
              {...wiring}
            />
            <button
              type="button"
              className="button button-normal"
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              {t(shown ? 'portal.account.hide' : 'portal.account.show')}
            </button>
          </div>
          <output className="field-hint">
            {value !== '' && missing > 0 ? t('portal.account.password-short', { count: missing }) : null}
          </output>
        </>
      )}
    </Field>
  );
}
