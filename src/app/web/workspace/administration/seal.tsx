import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';

interface Head {
  batch: number;
  digest: string;
  sealedAt?: string;
}

interface Verification {
  batches: number;
  entries: number;
  unsealed: number;
  head: Head | null;
  problems: { problem: string; batch: number; entry?: number }[];
  /** Where an older backup was restored on purpose. */
  accepted: { at: string; batch: number; since?: number; because?: string }[];
}

/** A seal as it is written down elsewhere: `12:ab34…`. */
const anchorOf = (text: string): Head | null => {
  const [, batch, digest] = /^\s*(\d+)\s*[:\s]\s*([0-9a-f]{64})\s*$/i.exec(text) ?? [];
  return batch && digest ? { batch: Number(batch), digest: digest.toLowerCase() } : null;
};

/** The seal of the history, to be written down elsewhere, and a check that nothing behind it was touched. */
export function Seal() {
  const { t } = useText();
  const formats = useFormats();
  const { data: seals } = useQuery({
    queryKey: ['audit-seal'],
    queryFn: ({ signal }) =>
      get<{ head: Head | null; kept: { at: string; batch: number } | null }>('/audit/seal', {}, signal),
  });
  const data = seals?.head;
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Verification | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const check = async () => {
    const anchor = anchorOf(typed);
    setFailure(typed.trim() !== '' && !anchor ? t('admin.seal.no-anchor') : null);
    if (typed.trim() !== '' && !anchor) return;
    setBusy(true);
    setFound(null);
    try {
      setFound(await post<Verification>('/audit/verification', anchor ?? {}));
    } catch (problem) {
      setFailure(problemText(problem, t));
    } finally {
      setBusy(false);
    }
  };
  const whole = found?.problems.length === 0;
  return (
    <details className="admin-panel seal">
      <summary>
        <Icon name="lock" size={14} /> {t('admin.seal')}{' '}
        <span className="admin-none">
          {data
            ? t('admin.seal.newest', { batch: data.batch, at: data.sealedAt ? formats.moment(data.sealedAt) : '' })
            : t('admin.seal.none')}
        </span>
      </summary>
      <p>{t('admin.seal.why')}</p>
      {seals ? (
        <p>
          {seals.kept
            ? t('admin.seal.kept', { batch: seals.kept.batch, at: formats.moment(seals.kept.at) })
            : t('admin.seal.none-kept')}
        </p>
      ) : null}
      {data ? (
        <p>
          <code className="seal-digest">{`${data.batch}:${data.digest}`}</code>
        </p>
      ) : null}
      <div className="seal-check">
        <TextInput
          size="xs"
          label={t('admin.seal.anchor')}
          description={t('admin.seal.anchor-why')}
          value={typed}
          error={failure}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button size="xs" loading={busy} onClick={() => void check()}>
          {t('admin.seal.check')}
        </Button>
      </div>
      <div role="status">
        {found ? (
          <p className="seal-found" data-tone={whole ? 'good' : 'bad'}>
            <Icon name={whole ? 'check' : 'warning'} />{' '}
            {t(whole ? 'admin.seal.whole' : 'admin.seal.broken', {
              entries: found.entries,
              batches: found.batches,
              unsealed: found.unsealed,
              problems: found.problems.length,
            })}
          </p>
        ) : null}
        {found && !whole ? (
          <ul>
            {found.problems.slice(0, 50).map(({ problem, batch, entry }) => (
              <li key={`${problem} ${batch} ${entry ?? ''}`}>
                {t(`admin.seal.${problem}`, { batch, entry: entry ?? '' })}
              </li>
            ))}
          </ul>
        ) : null}
        {found && !whole ? <p>{t('admin.seal.advice')}</p> : null}
        {found?.accepted.map(({ at, since = 0, because = '' }) => (
          <p key={at}>{t('admin.seal.accepted', { at: formats.moment(at), batch: since, because })}</p>
        ))}
      </div>
    </details>
  );
}
