import { useQuery, useQueryClient } from '@tanstack/react-query';
import { del, get } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import { toast } from '#/record/web/toasts.tsx';
import type { ApiKey } from '#/processes/foundation/shared/account.ts';
import './person-panels.css';

/** Where the keys of a person are remembered. */
export const keysKey = (person: string) => ['admin-person', person, 'keys'] as const;

/** The API keys of a person: never a secret, when each was used, and the way to end it. */
export function KeyList({ person, revokes }: { person: string; revokes: boolean }) {
  const { t } = useText();
  const formats = useFormats();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: keysKey(person),
    queryFn: async ({ signal }) => (await get<{ rows: ApiKey[] }>('/keys', { person }, signal)).rows,
  });
  const revoke = async (key: ApiKey) => {
    try {
      await del(`/keys/${key.id}`);
      toast({ text: t('admin.keys.revoked', { name: key.name }), tone: 'good' });
      await queries.invalidateQueries({ queryKey: keysKey(person) });
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    }
  };
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={2} />;
  if (data.length === 0) return <p className="admin-none">{t('admin.keys.none')}</p>;
  return (
    <ul className="person-list">
      {data.map((key) => (
        <li key={key.id} data-ended={key.revokedAt !== null || undefined}>
          <span>
            <strong>{key.name}</strong> <code>{key.prefix}…</code>
            <span className="admin-none">
              {' '}
              {[
                key.scopes.join(', '),
                key.usedAt ? t('admin.keys.used', { when: formats.relative(key.usedAt) }) : t('admin.keys.unused'),
                key.expiresAt ? t('admin.keys.until', { until: formats.day(key.expiresAt) }) : null,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </span>
          {key.revokedAt ? (
            <span className="admin-none">{t('admin.keys.ended', { when: formats.moment(key.revokedAt) })}</span>
          ) : revokes ? (
            <button
              type="button"
              className="text-button"
              aria-label={t('admin.keys.revoke-this', { name: key.name })}
              onClick={() => void revoke(key)}
            >
              {t('admin.keys.revoke')}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
