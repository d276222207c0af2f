import { useState } from 'react';
import type { FormEvent } from 'react';
import { post } from '#/platform/web/api.ts';
import { Problem } from '#/platform/web/problem.ts';
import { signIn } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Failure, fieldError, FormProblem, Skeleton } from '../parts/states.tsx';
import { Link, arrive } from '../shell/router.tsx';
import { Frame } from './frame.tsx';
import { landingOf } from './landing.ts';
import { PasswordField, shortest } from './password-field.tsx';
import { useLink, useToken } from './token.ts';
import type { LinkFacts } from './token.ts';

/** Behind an invitation and a reset: choose a password, and be signed in. */
export function LinkPage({ purpose }: { purpose: LinkFacts['purpose'] }) {
  const { t } = useText();
  const token = useToken();
  const { data, error, isPending, refetch } = useLink<LinkFacts>('/links/describe', token);
  const title = t(purpose === 'invitation' ? 'portal.welcome.title' : 'portal.reset.title');
  if (isPending) {
    return (
      <Frame title={title}>
        <Skeleton rows={2} />
      </Frame>
    );
  }
  if (!data) {
    const gone = error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
    return (
      <Frame title={title}>
        {gone ? <Gone purpose={purpose} /> : <Failure error={error} retry={() => void refetch()} />}
      </Frame>
    );
  }
  return (
    <Frame
      title={title}
      lead={t(purpose === 'invitation' ? 'portal.welcome.text' : 'portal.reset.text', {
        name: data.name,
        email: data.email ?? '',
      })}
    >
      <PasswordChoice token={token} facts={data} />
    </Frame>
  );
}

function Gone({ purpose }: { purpose: LinkFacts['purpose'] }) {
  const { t } = useText();
  return (
    <Empty
      icon="clock"
      title={t('portal.link.gone')}
      action={
        purpose === 'invitation' ? (
          <Link to="/sign-in">{t('portal.account.to-sign-in')}</Link>
        ) : (
          <Link to="/forgotten">{t('portal.link.new')}</Link>
        )
      }
    >
      {t(purpose === 'invitation' ? 'portal.link.gone-invitation' : 'portal.link.gone-reset')}
    </Empty>
  );
}

function PasswordChoice({ token, facts }: { token: string; facts: LinkFacts }) {
  const { t } = useText();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [short, setShort] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const tooShort = [...password].length < shortest;
    setShort(tooShort);
    if (busy || tooShort) return;
    setBusy(true);
    setError(null);
    try {
      await post('/links/redeem', { token, password });
      history.replaceState(null, '', location.pathname);
      arrive(facts.email ? landingOf(await signIn(facts.email, password)) : '/sign-in');
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <form className="form" onSubmit={(event) => void send(event)} noValidate>
      {facts.email ? (
        <input type="email" name="email" autoComplete="username" value={facts.email} readOnly hidden />
      ) : null}
      <PasswordField
        label={t('portal.account.new-password')}
        value={password}
        error={
          short && [...password].length < shortest
            ? t('portal.account.password-too-short')
            : fieldError(error, 'password')
        }
        change={setPassword}
      />
      <FormProblem error={error} />
      <Button type="submit" look="primary" busy={busy} className="wide">
        {t('portal.account.save')}
      </Button>
    </form>
  );
}
