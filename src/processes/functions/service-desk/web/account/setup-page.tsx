import { isZone } from '#/base/time.ts';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { post } from '#/platform/web/api.ts';
import { Problem } from '#/platform/web/problem.ts';
import { signIn } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Button } from '../parts/button.tsx';
import { Field, TextField } from '../parts/field.tsx';
import { Empty, Failure, fieldError, FormProblem, Skeleton } from '../parts/states.tsx';
import { Link } from '../shell/router.tsx';
import { countryHere, countryNames } from './countries.ts';
import { Frame } from './frame.tsx';
import { PasswordField, shortest } from './password-field.tsx';
import { useLink, useToken } from './token.ts';

/** Setting up, once: the organisation and its first administrator. */
export function SetupPage() {
  const { t } = useText();
  const token = useToken();
  const { error, isPending, isSuccess, refetch } = useLink('/setup/describe', token);
  const gone = error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
  return (
    <Frame title={t('portal.setup.title')} lead={isSuccess ? t('portal.setup.text') : undefined}>
      {isPending ? <Skeleton rows={3} /> : null}
      {isSuccess ? <SetupForm token={token} /> : null}
      {error && !gone ? <Failure error={error} retry={() => void refetch()} /> : null}
      {gone ? (
        <Empty
          icon="clock"
          title={t('portal.setup.gone')}
          action={<Link to="/sign-in">{t('portal.account.to-sign-in')}</Link>}
        >
          {t('portal.setup.gone-text')}
        </Empty>
      ) : null}
    </Frame>
  );
}

type Values = { organisation: string; name: string; email: string; password: string; country: string };

function SetupForm({ token }: { token: string }) {
  const { t, language } = useText();
  const [values, setValues] = useState<Values>(() => ({
    organisation: '',
    name: '',
    email: '',
    password: '',
    country: countryHere(),
  }));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const set = (part: Partial<Values>) => setValues((before) => ({ ...before, ...part }));
  const short = [...values.password].length < shortest;

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const empty = (['organisation', 'name', 'email'] as const).find((field) => !values[field].trim());
    const wrong = empty ?? (short ? 'password' : undefined);
    if (wrong)
      return event.currentTarget
        .querySelector<HTMLInputElement>(`[name=${wrong}], [autocomplete=new-password]`)
        ?.focus();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      // A browser may know no zone of its machine, or a bare offset: the server's choice is better then.
      const zone = isZone(timeZone) ? { timeZone } : {};
      await post('/setup', { token, ...values, email: values.email.trim(), language, ...zone });
      await signIn(values.email.trim(), values.password);
      location.replace('/work');
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  const wrong = (field: keyof Values) =>
    fieldError(error, field) ?? (tried && !values[field].trim() ? t('portal.setup.missing') : undefined);
  return (
    <form className="form" onSubmit={(event) => void send(event)} noValidate>
      <TextField
        label={t('portal.setup.organisation')}
        hint={t('portal.setup.organisation-hint')}
        name="organisation"
        autoComplete="organization"
        maxLength={200}
        value={values.organisation}
        error={wrong('organisation')}
        onChange={({ target }) => set({ organisation: target.value })}
      />
      <TextField
        label={t('portal.setup.name')}
        name="name"
        autoComplete="name"
        maxLength={200}
        value={values.name}
        error={wrong('name')}
        onChange={({ target }) => set({ name: target.value })}
      />
      <TextField
        label={t('portal.account.email')}
        hint={t('portal.setup.email-hint')}
        name="email"
        type="email"
        autoComplete="username"
        maxLength={254}
        value={values.email}
        error={wrong('email')}
        onChange={({ target }) => set({ email: target.value })}
      />
      <PasswordField
        label={t('portal.account.password')}
        value={values.password}
        error={fieldError(error, 'password') ?? (tried && short ? t('portal.account.password-too-short') : undefined)}
        change={(password) => set({ password })}
      />
      <Field
        label={t('portal.setup.country')}
        hint={t('portal.setup.country-hint')}
        error={fieldError(error, 'country')}
      >
        {(wiring) => (
          <select
            className="input select"
            value={values.country}
            onChange={({ target }) => set({ country: target.value })}
            {...wiring}
          >
            {countryNames(language).map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <FormProblem error={error} />
      <Button type="submit" look="primary" busy={busy} className="wide">
        {t(busy ? 'portal.setup.busy' : 'portal.setup.send')}
      </Button>
    </form>
  );
}
