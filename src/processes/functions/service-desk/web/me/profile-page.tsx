import { useState } from 'react';
import { signOut, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { FormProblem } from '../parts/states.tsx';
import { Page } from '../shell/page.tsx';
import { LanguageChoice, ThemeChoice } from '../shell/preferences.tsx';
import { go } from '../shell/router.tsx';
import { PasswordForm } from './password-form.tsx';

/** Me: who I am here, language, theme, password, the way out. */
export function ProfilePage() {
  const { t } = useText();
  const { session } = useSession();
  const [error, setError] = useState<unknown>(null);
  const leave = async () => {
    try {
      await signOut();
      client.clear();
      go('/sign-in', { replace: true });
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Page title={session?.person.name ?? ''} back={{ to: '/', label: t('portal.home.title') }}>
      <p className="quiet">{session?.person.email}</p>
      <section className="card" aria-labelledby="looks">
        <h2 id="looks">{t('portal.profile.looks')}</h2>
        <div className="pairs">
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </section>
      <section className="card" aria-labelledby="password">
        <h2 id="password">{t('portal.profile.password')}</h2>
        <PasswordForm />
      </section>
      <FormProblem error={error} />
      <Button onClick={() => void leave()}>
        <Icon name="out" /> {t('portal.sign-out')}
      </Button>
    </Page>
  );
}
