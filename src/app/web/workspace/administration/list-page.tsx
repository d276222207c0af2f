import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { FilterBar } from '#/record/web/filter/filter-bar.tsx';
import { ColumnChoice, useKept } from '#/record/web/list/list-tools.tsx';
import { RecordList } from '#/record/web/list/record-list.tsx';
import type { Cell } from '#/record/web/list/record-list.tsx';
import { useListing } from '#/record/web/list/use-listing.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useSearchParts } from '#/record/web/url.ts';
import { Condition } from '#/processes/foundation/web/condition.tsx';
import { BrokenNotice } from './broken-notice.tsx';
import { aboutOf, isCondition } from './form-fields.ts';
import { ListHead, useHref } from './list-head.tsx';

const inUse = 'state = active';

/** The records of a kind: filtered, sorted, opened; a new one. */
export function ListPage({ type }: { type: TypeShape }) {
  const { t } = useText();
  const navigate = useNavigate();
  const hrefOf = useHref(type);
  const [search, change] = useSearchParts();
  const [columns, setColumns] = useKept(`columns.${type.name}`, [...type.columns]);
  const filter = search['filter'] ?? inUse;
  const sort = search['sort'] ?? type.sort;
  const listing = useListing(type, { filter: filter === 'all' ? '' : filter, sort });
  const [at, setAt] = useState<string | null>(null);
  const { rows, names, error } = listing;
  return (
    <div className="admin-list">
      <ListHead type={type} />
      <BrokenNotice type={type} />
      <div className="list-tools">
        <FilterBar
          type={type}
          value={filter === 'all' ? '' : filter}
          names={names}
          error={error}
          onChange={(value) => change({ filter: value === inUse ? null : value || 'all' })}
        />
        {listing.count === undefined ? null : (
          <span className="list-count">
            {t('list.count', { count: listing.count, more: listing.count >= 10_000 ? '+' : '' })}
          </span>
        )}
        <ColumnChoice type={type} columns={columns} onChange={setColumns} />
      </div>
      {listing.arrivals > 0 ? (
        <div className="list-arrivals">
          <button type="button" className="text-button" onClick={listing.refresh}>
            {t('list.arrivals', { count: listing.arrivals })}
          </button>
        </div>
      ) : null}
      {listing.waiting ? <Waiting lines={10} /> : null}
      {error ? <Failed error={error} retry={listing.refresh} /> : null}
      {!listing.waiting && !error && rows.length === 0 ? (
        <Empty title={t('admin.list.empty')}>{t('admin.list.empty-why')}</Empty>
      ) : null}
      {rows.length > 0 ? (
        <RecordList
          type={type}
          rows={rows}
          names={names}
          count={listing.count}
          more={listing.more}
          onMore={listing.loadMore}
          columns={columns}
          widths={widthsOf(type)}
          cells={cellsOf(type, t('record.yes'))}
          sort={sort}
          onSort={(next) => change({ sort: next === type.sort ? null : next })}
          at={at}
          onAt={setAt}
          onOpen={(row) =>
            void navigate({ to: `/administration/${type.plural}/${row.number}` as never, search: {} as never })
          }
          hrefOf={hrefOf}
          label={type.labelMany}
        />
      ) : null}
    </div>
  );
}

/** Names and addresses need room, yes and no do not. */
function widthsOf(type: TypeShape): Record<string, string> {
  const wide = new Set([type.item.title, 'email', 'where', 'description', 'name']);
  return Object.fromEntries(
    type.fields.map(({ name, kind }) => [
      name,
      wide.has(name) ? 'minmax(180px, 2fr)' : kind === 'boolean' ? 'minmax(90px, 0.7fr)' : 'minmax(110px, 1fr)',
    ]),
  );
}

/** A column of yes and no says only the yes: that is what the eye looks for. A condition is said in words. */
function cellsOf(type: TypeShape, yes: string): Record<string, Cell> {
  return Object.fromEntries(
    type.fields.flatMap(({ name, kind }): [string, Cell][] => {
      if (kind === 'boolean') return [[name, (row) => (row[name] === true ? yes : '')]];
      if (!isCondition(type, name)) return [];
      return [[name, (row) => <Condition kind={aboutOf(row)} text={String(row[name] ?? '')} />]];
    }),
  );
}
