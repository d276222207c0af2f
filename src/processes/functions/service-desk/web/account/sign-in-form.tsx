import { useState } from 'react';
import type { FormEvent } from 'react';
import { signIn } from '#/platform/web/session.ts';
import type { Session } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/field.tsx';
import { FormProblem } from '../parts/states.tsx';

interface SignInProps {
  /** Known when the session has only run out. */
  email?: string;
  done(session: Session): void;
}

/** E-mail and password. What was wrong is not told apart. */
export function SignInForm({ email: known = '', done }: SignInProps) {
  const { t } = useText();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [empty, setEmpty] = useState(false);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const missing = !email.trim() || !password;
    setEmpty(missing);
    if (missing)
      return event.currentTarget.querySelector<HTMLInputElement>(email.trim() ? '[type=password]' : 'input')?.focus();
    setBusy(true);
    setError(null);
    try {
      done(await signIn(email.trim(), password));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="form" onSubmit={(event) => void send(event)} noValidate>
      <TextField
        label={t('portal.account.email')}
        type="email"
        name="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        value={email}
        error={empty && !email.trim() ? t('portal.account.email-missing') : undefined}
        onChange={({ target }) => setEmail(target.value)}
      />
      <TextField
        label={t('portal.account.password')}
        type="password"
        name="password"
        autoComplete="current-password"
        maxLength={256}
        value={password}
        error={empty && !password ? t('portal.account.password-missing') : undefined}
        onChange={({ target }) => setPassword(target.value)}
      />
      <FormProblem error={error} />
      <Button type="submit" look="primary" busy={busy} className="wide">
        {t('portal.sign-in')}
      </Button>
    </form>
  );
}
