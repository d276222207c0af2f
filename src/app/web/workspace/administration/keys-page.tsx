import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { post } from '#/platform/web/api.ts';
import { copyText } from '#/platform/web/copy.ts';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { KeyList, keysKey } from '#/processes/foundation/web/key-list.tsx';

/** One's own API keys: made here, shown once, ended here. */
export function KeysPage() {
  const { t } = useText();
  const { session } = useSession();
  const queries = useQueryClient();
  const me = session?.person.id ?? '';
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState('');
  const [until, setUntil] = useState('');
  const [made, setMade] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const fields = failure instanceof Problem ? failure.fields : {};
  const create = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const wanted = scopes.split(/[\s,]+/).filter(Boolean);
      const { token } = await post<{ token: string }>('/keys', {
        name,
        ...(wanted.length > 0 ? { scopes: wanted } : {}),
        ...(until ? { expiresAt: `${until}T23:59:59Z` } : {}),
      });
      setMade(token);
      setCopied(false);
      setName('');
      setScopes('');
      setUntil('');
      await queries.invalidateQueries({ queryKey: keysKey(me) });
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="admin-record">
      <h1>{t('admin.section.keys')}</h1>
      <p className="admin-none">{t('admin.about.keys')}</p>
      <section className="admin-panel" aria-labelledby="keys-new">
        <h2 id="keys-new">{t('admin.keys.new')}</h2>
        <form
          className="record-form"
          onSubmit={(event) => {
            event.preventDefault();
            void create();
          }}
        >
          {failure && Object.keys(fields).length === 0 ? (
            <p className="form-problem" role="alert">
              {problemText(failure, t)}
            </p>
          ) : null}
          <TextInput
            size="xs"
            label={t('admin.keys.name')}
            description={t('admin.keys.name-why')}
            required
            maxLength={100}
            value={name}
            error={fields['name']}
            onChange={({ target }) => setName(target.value)}
          />
          <TextInput
            size="xs"
            label={t('admin.keys.scopes')}
            description={t('admin.keys.scopes-why')}
            value={scopes}
            error={fields['scopes']}
            onChange={({ target }) => setScopes(target.value)}
          />
          <TextInput
            size="xs"
            type="date"
            label={t('admin.keys.expires')}
            value={until}
            error={fields['expiresAt']}
            onChange={({ target }) => setUntil(target.value)}
          />
          <div className="form-end">
            <Button type="submit" size="xs" loading={busy}>
              {t('admin.keys.create')}
            </Button>
          </div>
        </form>
        {made ? (
          <div className="person-link" role="status">
            <p>{t('admin.keys.made')}</p>
            <input
              readOnly
              aria-label={t('admin.keys.secret')}
              value={made}
              onFocus={({ currentTarget }) => currentTarget.select()}
            />
            <Button size="xs" onClick={() => void copyText(made).then(setCopied)}>
              {t(copied ? 'admin.copied' : 'admin.copy')}
            </Button>
          </div>
        ) : null}
      </section>
      <section className="admin-panel" aria-labelledby="keys-mine">
        <h2 id="keys-mine">{t('admin.keys.mine')}</h2>
        <KeyList person={me} revokes />
      </section>
    </div>
  );
}
