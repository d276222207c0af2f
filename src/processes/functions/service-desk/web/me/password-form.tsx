import { useState } from 'react';
import type { FormEvent } from 'react';
import { post } from '#/platform/web/api.ts';
import { loadSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/field.tsx';
import { PasswordField } from '../account/password-field.tsx';
import { fieldError, FormProblem } from '../parts/states.tsx';

/** Changes the password; sessions elsewhere end. */
export function PasswordForm() {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [error, setError] = useState<unknown>(null);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (state === 'busy') return;
    setState('busy');
    setError(null);
    try {
      await post('/session/password', { current, next });
      await loadSession();
      setState('done');
      setOpen(false);
      setCurrent('');
      setNext('');
    } catch (problem) {
      setError(problem);
      setState('idle');
    }
  };

  if (!open) {
    return (
      <>
        <Button onClick={() => setOpen(true)}>{t('portal.profile.change-password')}</Button>
        <output className="draft-state">{state === 'done' ? t('portal.profile.password-changed') : null}</output>
      </>
    );
  }
  return (
    <form className="form" onSubmit={(event) => void send(event)} noValidate>
      <TextField
        label={t('portal.profile.current')}
        type="password"
        autoComplete="current-password"
        value={current}
        error={fieldError(error, 'current')}
        onChange={({ target }) => setCurrent(target.value)}
      />
      <PasswordField
        label={t('portal.account.new-password')}
        value={next}
        error={fieldError(error, 'next') ?? fieldError(error, 'password')}
        change={setNext}
      />
      <FormProblem error={error} />
      <div className="form-end">
        <Button type="submit" look="primary" busy={state === 'busy'}>
          {t('portal.profile.save-password')}
        </Button>
        <Button look="quiet" onClick={() => setOpen(false)}>
          {t('web.cancel')}
        </Button>
      </div>
    </form>
  );
}
