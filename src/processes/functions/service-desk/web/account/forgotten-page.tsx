import { useState } from 'react';
import type { FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Empty, FormProblem } from '../parts/states.tsx';
import { Link } from '../shell/router.tsx';
import { Frame } from './frame.tsx';

/** Asks for a link to a new password; the answer is the same for every address. */
export function ForgottenPage() {
  const { t } = useText();
  const [email, setEmail] = useState('');
  const [state, setState] = useState<'idle' | 'empty' | 'busy' | 'sent'>('idle');
  const [error, setError] = useState<unknown>(null);
  const { data } = useQuery({
    queryKey: ['password-resets'],
    queryFn: ({ signal }) => get<{ mail: boolean }>('/password-resets', {}, signal),
  });
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (state === 'busy') return;
    if (!email.trim()) return setState('empty');
    setState('busy');
    setError(null);
    try {
      await post('/password-resets', { email: email.trim() });
      setState('sent');
    } catch (problem) {
      setError(problem);
      setState('idle');
    }
  };
  if (data?.mail === false) {
    return (
      <Frame title={t('portal.forgotten.title')}>
        <Empty
          icon="alert"
          title={t('portal.forgotten.no-mail')}
          action={<Link to="/sign-in">{t('portal.account.to-sign-in')}</Link>}
        >
          {t('portal.forgotten.no-mail-why')}
        </Empty>
      </Frame>
    );
  }
  return (
    <Frame title={t('portal.forgotten.title')} lead={state === 'sent' ? undefined : t('portal.forgotten.text')}>
      {state === 'sent' ? (
        <output className="notice notice-good">
          <Icon name="check" />
          <span>{t('portal.forgotten.sent', { email: email.trim() })}</span>
        </output>
      ) : (
        <form className="form" onSubmit={(event) => void send(event)} noValidate>
          <TextField
            label={t('portal.account.email')}
            type="email"
            autoComplete="username"
            maxLength={254}
            value={email}
            error={state === 'empty' && !email.trim() ? t('portal.account.email-missing') : undefined}
            onChange={({ target }) => setEmail(target.value)}
          />
          <FormProblem error={error} />
          <Button type="submit" look="primary" busy={state === 'busy'} className="wide">
            {t('portal.forgotten.send')}
          </Button>
        </form>
      )}
      <p className="frame-more">
        <Link to="/sign-in">{t('portal.account.to-sign-in')}</Link>
      </p>
    </Frame>
  );
}
