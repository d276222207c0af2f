import { useEffect, useState } from 'react';
import { useSession } from '#/platform/web/session.ts';
import type { Session } from '#/platform/web/session.ts';
import { startTexts, useText } from '#/platform/web/texts.ts';
import { languageFor } from '../shell/language.ts';
import { Link, arrive, usePlace } from '../shell/router.tsx';
import { Frame } from './frame.tsx';
import { landingOf } from './landing.ts';
import { SignInForm } from './sign-in-form.tsx';

/** Signing in; afterwards one is where one wanted to go, or where one works. */
export function SignInPage() {
  const { t } = useText();
  const { query } = usePlace();
  const { status, session: known } = useSession();
  const wanted = query.get('to');
  // Who is signed in already has nothing to do here: a bookmark, or the guide's way back.
  const [place] = useState(() => (status === 'signed-in' && known ? landingOf(known, wanted) : null));
  useEffect(() => {
    if (place !== null) arrive(place);
  }, [place]);
  const done = async (session: Session) => {
    await startTexts(languageFor(session.person));
    arrive(landingOf(session, wanted));
  };
  if (place !== null) return null;
  return (
    <Frame title={t('portal.sign-in')}>
      <SignInForm done={(session) => void done(session)} />
      <p className="frame-more">
        <Link to="/forgotten">{t('portal.account.forgotten')}</Link>
      </p>
    </Frame>
  );
}
