import { useState } from 'react';
import type { FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { copyText } from '#/platform/web/copy.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { endKey, makeKey, useKeys } from '../data/settings.ts';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/field.tsx';
import { Failure, fieldError, FormProblem, Skeleton } from '../parts/states.tsx';
import { announce } from '../shell/announce.tsx';

/** Keys with which programs act as me: made here, shown once, ended here. */
export function KeysSection() {
  const { t } = useText();
  const formats = useFormats();
  const queries = useQueryClient();
  const { data, error, isPending, refetch } = useKeys();
  const [problem, setProblem] = useState<unknown>(null);
  const again = () => queries.invalidateQueries({ queryKey: ['own', 'keys'] });
  const end = async (id: string) => {
    setProblem(null);
    try {
      await endKey(id);
      announce(t('portal.keys.ended'));
      await again();
    } catch (caught) {
      setProblem(caught);
    }
  };
  return (
    <section className="card" aria-labelledby="keys">
      <h2 id="keys">{t('portal.keys.heading')}</h2>
      <p className="quiet">{t('portal.keys.text')}</p>
      {isPending ? <Skeleton rows={1} /> : null}
      {error ? <Failure error={error} retry={() => void refetch()} /> : null}
      <FormProblem error={problem} />
      {data && data.length > 0 ? (
        <ul className="rows">
          {data.map(({ id, name, prefix, createdAt, usedAt }) => (
            <li className="row" key={id}>
              <div className="row-text">
                <strong>{name}</strong>
                <span className="quiet">
                  {prefix}… · {t('portal.keys.made', { when: formats.day(createdAt) })} ·{' '}
                  {usedAt ? t('portal.keys.used', { when: formats.relative(usedAt) }) : t('portal.keys.unused')}
                </span>
              </div>
              <Button look="quiet" aria-label={t('portal.keys.end-one', { name })} onClick={() => void end(id)}>
                {t('portal.sessions.end')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <NewKey made={again} />
    </section>
  );
}

function NewKey({ made }: { made: () => Promise<void> }) {
  const { t } = useText();
  const [name, setName] = useState('');
  const [token, setToken] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy || !name.trim()) return;
    setBusy(true);
    setError(null);
    try {
      setToken((await makeKey(name.trim())).token);
      setName('');
      setTried(false);
      await made();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {token ? (
        <div className="notice notice-good">
          <div>
            <p>{t('portal.keys.once')}</p>
            <code className="secret">{token}</code>
            <div className="form-end">
              <Button onClick={() => void copyText(token).then((done) => done && announce(t('portal.keys.copied')))}>
                {t('portal.keys.copy')}
              </Button>
              <Button look="quiet" onClick={() => setToken(null)}>
                {t('portal.keys.done')}
              </Button>
            </div>
          </div>
        </div>
      ) : null}
      <form className="form" onSubmit={(event) => void send(event)} noValidate>
        <TextField
          label={t('portal.keys.name')}
          hint={t('portal.keys.name-hint')}
          maxLength={100}
          autoComplete="off"
          value={name}
          error={fieldError(error, 'name') ?? (tried && !name.trim() ? t('portal.setup.missing') : undefined)}
          onChange={({ target }) => setName(target.value)}
        />
        <FormProblem error={error} />
        <div className="form-end">
          <Button type="submit" busy={busy}>
            {t('portal.keys.make')}
          </Button>
        </div>
      </form>
    </>
  );
}
