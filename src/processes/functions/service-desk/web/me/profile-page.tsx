import './me.css';
import { useState } from 'react';
import { signOut, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { FormProblem } from '../parts/states.tsx';
import { Page } from '../shell/page.tsx';
import { go } from '../shell/router.tsx';
import { KeysSection } from './keys-section.tsx';
import { LooksSection } from './looks-section.tsx';
import { PasswordForm } from './password-form.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { WishesSection } from './wishes-section.tsx';

/** Me: language, time zone, looks, what I am told of, password, sessions, the keys of who works here, the way out. */
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
      <LooksSection />
      <WishesSection />
      <section className="card" aria-labelledby="password">
        <h2 id="password">{t('portal.profile.password')}</h2>
        <PasswordForm />
      </section>
      <SessionsSection />
      {session?.workspace ? <KeysSection /> : null}
      <FormProblem error={error} />
      <Button onClick={() => void leave()}>
        <Icon name="out" /> {t('portal.sign-out')}
      </Button>
    </Page>
  );
}
