import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import type { BrokenRow } from '#/record/shared/broken-row.ts';

/** What is set up and broken of a kind, or whether this one record is: nothing goes by it, and why. */
export function BrokenNotice({ type, id }: { type: TypeShape; id?: string }) {
  const { t } = useText();
  const words = useWords();
  const { session } = useSession();
  const { data = [] } = useQuery({
    queryKey: ['broken-rows'],
    enabled: may(session, 'configuration.read'),
    queryFn: async ({ signal }) => (await get<{ rows: readonly BrokenRow[] }>('/broken-rows', {}, signal)).rows,
  });
  const broken = data.filter((row) => row.kind === type.name && (id === undefined || row.id === id));
  if (broken.length === 0) return null;
  return (
    <div className="admin-notice" role="alert">
      <strong>{t('admin.broken.title', { count: broken.length })}</strong>
      <ul>
        {broken.map(({ id: one, number, title, faults }) => (
          <li key={one}>
            {id === undefined ? (
              <Link to={`/administration/${type.plural}/${number}` as never} search={{} as never}>
                {title}
              </Link>
            ) : null}{' '}
            {Object.entries(faults)
              .map(([field, { key, params }]) => `${words.label(type, field)}: ${t(key, params)}`)
              .join(' ')}
          </li>
        ))}
      </ul>
    </div>
  );
}
