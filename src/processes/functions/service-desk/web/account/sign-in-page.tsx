import type { Session } from '#/platform/web/session.ts';
import { startTexts, useText } from '#/platform/web/texts.ts';
import { languageFor } from '../shell/language.ts';
import { Link, go, usePlace } from '../shell/router.tsx';
import { Frame } from './frame.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Signing in; afterwards one is where one wanted to go. */
export function SignInPage() {
  const { t } = useText();
  const { query } = usePlace();
  const wanted = safePath(query.get('to'));
  const done = async ({ person }: Session) => {
    await startTexts(languageFor(person));
    // The workspace is a page of its own.
    if (wanted.startsWith('/work')) location.assign(wanted);
    else go(wanted, { replace: true });
  };
  return (
    <Frame title={t('portal.sign-in')}>
      <SignInForm done={(session) => void done(session)} />
      <p className="frame-more">
        <Link to="/forgotten">{t('portal.account.forgotten')}</Link>
      </p>
    </Frame>
  );
}

/** A path of this site and nothing else: a link could bring anything. */
export function safePath(path: string | null): string {
  if (!path) return '/';
  const url = new URL(path, location.origin);
  return path.startsWith('/') && url.origin === location.origin ? `${url.pathname}${url.search}${url.hash}` : '/';
}
