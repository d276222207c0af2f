import { useEffect, useRef } from 'react';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { SignInForm } from './sign-in-form.tsx';

/** Over the page when the session has run out: everything that was typed stays as it is behind it. */
export function SignInAgain() {
  const { status } = useSession();
  return status === 'expired' ? <Overlay /> : null;
}

function Overlay() {
  const { t } = useText();
  const { session } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // Who it is, is known: what is missing is the password.
    dialog.current?.querySelector<HTMLInputElement>('[type=password]')?.focus();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="again" onCancel={(event) => event.preventDefault()}>
      <h2 id="again">{t('portal.again.title')}</h2>
      <p>{t('portal.again.text')}</p>
      <SignInForm email={session?.person.email ?? ''} done={() => undefined} />
    </dialog>
  );
}
