import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Button, Modal, TextInput } from '@mantine/core';
import { problemText } from '#/platform/web/problem-text.ts';
import { signIn, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty } from '#/record/web/parts/states.tsx';
import { startWorkspaceTexts } from './language.ts';

/** Lets those in who work here. A session that ran out is asked for over the page, which stays as it was. */
export function SignInGate({ children }: { children: ReactNode }) {
  const { t } = useText();
  const { status, session } = useSession();
  if (status === 'unreachable') {
    return (
      <main>
        <Empty
          title={t('web.problem.network')}
          action={
            <Button size="xs" onClick={() => location.reload()}>
              {t('web.retry')}
            </Button>
          }
        />
      </main>
    );
  }
  if (status === 'signed-out' || status === 'loading') {
    return (
      <main className="sign-in">
        <h1>Mainstay</h1>
        <SignInForm />
      </main>
    );
  }
  if (!session?.workspace) {
    return (
      <main>
        <Empty title={t('shell.no-workspace')} action={<a href="/">{t('shell.portal')}</a>}>
          {t('shell.no-workspace-why')}
        </Empty>
      </main>
    );
  }
  return (
    <>
      {children}
      <Modal
        opened={status === 'expired'}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnClickOutside={false}
        closeOnEscape={false}
        title={t('shell.sign-in-again')}
      >
        <p className="sign-in-why">{t('shell.sign-in-again-why')}</p>
        <SignInForm email={session.person.email ?? ''} />
      </Modal>
    </>
  );
}

function SignInForm({ email: known = '' }: { email?: string }) {
  const { t } = useText();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { person } = await signIn(email.trim(), password);
      await startWorkspaceTexts(person);
    } catch (error) {
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="record-form" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('shell.email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <TextInput
        label={t('shell.password')}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      {problem ? (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <Button type="submit" loading={busy}>
        {t('shell.sign-in')}
      </Button>
      <a className="sign-in-way" href="/forgotten">
        {t('shell.forgotten')}
      </a>
    </form>
  );
}
