import { useMemo, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { fold } from '#/base/fold.ts';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { fieldOf } from '#/record/web/definitions.tsx';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import type { ListAnswer, Row } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';
import type { Names } from '#/record/shared/named.ts';
import { ListHead } from './list-head.tsx';

/** So many are read for the tree; beyond that it says so. */
const most = 2000;

async function readAll(plural: string, signal: AbortSignal): Promise<{ rows: Row[]; names: Names; more: boolean }> {
  const rows: Row[] = [];
  const names: Record<string, Names[string]> = {};
  let cursor: string | null = null;
  do {
    const page: ListAnswer = await get<ListAnswer>(`/${plural}`, { limit: 200, cursor }, signal);
    rows.push(...page.rows);
    Object.assign(names, page.names);
    cursor = page.next;
  } while (cursor !== null && rows.length < most);
  return { rows, names, more: cursor !== null };
}

interface Branch {
  row: Row;
  below: Branch[];
}

function grow(rows: readonly Row[], title: (row: Row) => string): Branch[] {
  const branches = new Map(rows.map((row): [string, Branch] => [row.id, { row, below: [] }]));
  const roots: Branch[] = [];
  for (const branch of branches.values()) {
    const above = branches.get(String(branch.row['parent']));
    (above ? above.below : roots).push(branch);
  }
  // A ring of parents would hang from no root: each of its members then stands at the top.
  const reached = new Set<string>();
  const visit = (branch: Branch) => {
    if (reached.has(branch.row.id)) return;
    reached.add(branch.row.id);
    branch.below.forEach(visit);
  };
  roots.forEach(visit);
  for (const branch of branches.values()) if (!reached.has(branch.row.id)) roots.push({ row: branch.row, below: [] });
  const order = (some: Branch[]) => {
    some.sort((a, b) => title(a.row).localeCompare(title(b.row), 'sk'));
    for (const { below } of some) order(below);
  };
  order(roots);
  return roots;
}

/** Records that stand under each other: categories, organisations, places. */
export function TreePage({ type }: { type: TypeShape }) {
  const { t, language } = useText();
  const [typed, setTyped] = useState('');
  const [retired, setRetired] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['list', type.plural, 'tree'],
    queryFn: ({ signal }) => readAll(type.plural, signal),
  });
  const roots = useMemo(() => {
    const title = (row: Row) => String((language === 'sk' && row['nameSk']) || row[type.item.title]);
    const words = fold(typed).split(/\s+/).filter(Boolean);
    const fits = ({ row }: Branch) => words.every((word) => fold(`${title(row)} ${row['name']}`).includes(word));
    const prune = (branches: Branch[]): Branch[] =>
      branches.flatMap((branch) => {
        if (words.length > 0 && fits(branch)) return [branch];
        const below = prune(branch.below);
        return below.length > 0 || words.length === 0 ? [{ ...branch, below }] : [];
      });
    const rows = (data?.rows ?? []).filter(({ state }) => retired || state === 'active');
    return prune(grow(rows, title));
  }, [data, type, language, typed, retired]);
  return (
    <div className="admin-list">
      <ListHead type={type} />
      <div className="list-tools">
        <input
          className="admin-search"
          type="search"
          aria-label={t('admin.tree.search')}
          placeholder={t('admin.tree.search')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <label className="admin-check">
          <input type="checkbox" checked={retired} onChange={({ target }) => setRetired(target.checked)} />
          {t('admin.tree.retired')}
        </label>
        {data ? (
          <span className="list-count">{t('list.count', { count: data.rows.length, more: data.more ? '+' : '' })}</span>
        ) : null}
      </div>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={10} /> : null}
      {data && roots.length === 0 ? <Empty title={t('admin.list.empty')}>{t('admin.list.empty-why')}</Empty> : null}
      {data && roots.length > 0 ? (
        <div className="admin-tree" role="group" aria-label={type.labelMany} tabIndex={0}>
          <Branches type={type} branches={roots} names={data.names} />
          {data.more ? <p>{t('admin.tree.more', { most })}</p> : null}
        </div>
      ) : null}
    </div>
  );
}

function Branches({ type, branches, names }: { type: TypeShape; branches: readonly Branch[]; names: Names }) {
  const { language } = useText();
  const words = useWords();
  const extra = type.columns.filter((column) => !['name', 'nameSk', 'parent'].includes(column));
  return (
    <ul>
      {branches.map(({ row, below }) => (
        <li key={row.id}>
          <div data-retired={row.state !== 'active' || undefined}>
            <Link to={`/administration/${type.plural}/${row.number}` as never} search={{} as never}>
              {String((language === 'sk' && row['nameSk']) || row[type.item.title])}
            </Link>
            <span>
              {[
                ...extra.map((column) => {
                  const field = fieldOf(type, column);
                  return field ? words.value(field, row[column], names) : '';
                }),
                row.state === 'active' ? '' : words.state(type, row.state),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
          {below.length > 0 ? <Branches type={type} branches={below} names={names} /> : null}
        </li>
      ))}
    </ul>
  );
}
