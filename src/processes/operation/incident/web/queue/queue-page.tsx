import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { isIdle, may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { useActions } from '#/platform/web/actions.ts';
import { fieldsOf as typeFields, useType } from '#/record/web/definitions.tsx';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { FilterBar } from '#/record/web/filter/filter-bar.tsx';
import { useKept } from '#/record/web/list/list-tools.tsx';
import { RecordList } from '#/record/web/list/record-list.tsx';
import type { ListHandle } from '#/record/web/list/record-list.tsx';
import { useListing } from '#/record/web/list/use-listing.ts';
import { useSelection } from '#/record/web/list/use-selection.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { OnceAsked } from '#/record/web/parts/once-asked.tsx';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import type { Row } from '#/record/web/records.ts';
import { useTitle } from '#/platform/web/title.ts';
import { useSearchParts } from '#/record/web/url.ts';
import { useUndoRun } from '#/capabilities/bulk/web/use-undo-run.ts';
import { useViews, viewName } from '#/capabilities/views/web/use-views.ts';
import { useWithinMatrix } from '../data/matrix.ts';
import { CaseComing } from '../case/case-coming.tsx';
import { CasePane, loadCasePane } from '../case/later.ts';
import { NoGroup } from '../parts/no-group.tsx';
import { rememberList } from '#/record/web/list/came-from.ts';
import { BulkDialog, RunsDialog } from './later.ts';
import { compactCell, inTwoLines, queueCells, queueWidths } from './cells.tsx';
import { QueueTools } from './queue-tools.tsx';
import { ViewsRail } from '#/capabilities/views/web/views-rail.tsx';
import './queue-page.css';

/** What the address may say besides the view; all of it goes when another view is chosen. */
const asViewSays = { filter: null, sort: null, columns: null, all: null };

/** What a row shows in columns and in two lines, and the references by which the filter's chips get their names. */
function fieldsOf(type: TypeShape, columns: readonly string[], filter: string): readonly string[] {
  const known = new Set([...typeFields(type).map(({ name }) => name), ...head]);
  const inFilter = typeFields(type)
    .filter(({ name, to }) => to && filter.includes(name))
    .map(({ name }) => name);
  // A column that was kept from an earlier version may be gone.
  return [...columns, ...inTwoLines, ...inFilter].filter((name) => known.has(name));
}

/** The view that an agent begins with. */
const fallbackView = 'shipped:group-open';

const head = ['number', 'state', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'];

/** The queue: views at the left, the list, and beside it the case that is open. The address says all of it. */
export function QueuePage() {
  useEffect(loadCasePane, []);
  const { t } = useText();
  const type = useType('incident');
  const within = useWithinMatrix(type);
  const { session } = useSession();
  const navigate = useNavigate();
  const router = useRouter();
  const [search, change] = useSearchParts();
  const { data: views, error: viewsError } = useViews('incident');
  // An emptied filter is no view's any more, and no view's filter stands in for it.
  const asked = search['filter'] ?? (search['all'] ? '' : undefined);
  const chosen = search['view'] ?? (asked === undefined ? fallbackView : undefined);
  const view = views?.find(({ id }) => id === chosen) ?? (asked === undefined ? views?.[0] : undefined);
  const filter = asked ?? view?.filter ?? '';
  const sort = search['sort'] ?? view?.sort ?? type.sort;
  const [kept, keep] = useKept<readonly string[]>('queue.columns', type.columns);
  const ofView = view && view.columns.length > 0 ? view.columns : null;
  const columns = search['columns']?.split(',') ?? ofView ?? kept;
  const [dense, setDense] = useKept('queue.dense', true);
  const ready = views !== undefined || viewsError !== null || asked !== undefined;
  const fields = fieldsOf(type, columns, filter);
  const listing = useListing(type, { filter, sort, fields }, ready);
  const { rows, names, loadMore } = listing;
  const selection = useSelection(rows);
  const [bulk, setBulk] = useState(false);
  /** What the dialog is about stays as it was when it was opened, whatever leaves the list by it. */
  const [bulkRows, setBulkRows] = useState<readonly Row[]>([]);
  const [runs, setRuns] = useState(false);
  const { undo } = useUndoRun((id) => rows.find((row) => row.id === id)?.number ?? '');
  const open = search['case'] ?? null;
  const openRow = rows.find(({ number }) => number === open);
  const listed = `${filter} ${sort}`;
  const [reached, setReached] = useState<{ id: string; listed: string } | null>(null);
  const setAt = (id: string) => setReached({ id, listed });
  // The row whose case is open is the row that the keyboard is on.
  const at = openRow?.id ?? (reached?.listed === listed ? reached.id : null);
  const list = useRef<ListHandle>(null);
  const filterInput = useRef<HTMLInputElement>(null);
  const narrow = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
  useTitle(open ?? (view ? viewName(view, t) : t('queue.title')));

  const show = (row: Row) => {
    setAt(row.id);
    change({ case: row.number }, { replace: open !== null });
  };
  const index = rows.findIndex(({ id }) => id === at);
  const move = (by: number) => {
    const row = rows[Math.min(Math.max(index + by, 0), rows.length - 1)];
    if (!row) return;
    if (open === null) setAt(row.id);
    else show(row);
  };
  const current = rows[index];
  const group = t('action.group.queue');
  const mayBulk = may(session, 'bulk.run');
  const changeAll = () => {
    setBulkRows(rows.filter(({ id }) => selection.ids.has(id)));
    setBulk(true);
  };
  useActions([
    { id: 'next', label: t('queue.next'), keys: 'j', group, quiet: true, run: () => move(1) },
    { id: 'previous', label: t('queue.previous'), keys: 'k', group, quiet: true, run: () => move(-1) },
    { id: 'open', label: t('queue.open'), keys: 'enter', group, quiet: true, run: () => current && show(current) },
    {
      id: 'select',
      label: t('queue.select'),
      keys: 'x',
      group,
      quiet: true,
      run: () => current && selection.toggle(current.id),
    },
    { id: 'filter', label: t('queue.filter'), keys: '/', group, run: () => filterInput.current?.focus() },
    ...(mayBulk && selection.ids.size > 0
      ? [{ id: 'bulk', label: t('list.bulk'), keys: 'e', group, run: changeAll }]
      : []),
    ...(mayBulk ? [{ id: 'bulk-runs', label: t('bulk.runs'), group, run: () => setRuns(true) }] : []),
    { id: 'arrivals', label: t('queue.show-new'), keys: '.', group, run: listing.refresh },
    ...(views ?? []).slice(0, 9).map((one, place) => ({
      id: `view ${one.id}`,
      label: viewName(one, t),
      keys: String(place + 1),
      group: t('action.group.views'),
      run: () => change({ view: one.id, ...asViewSays, case: null }),
    })),
  ]);

  const hrefOf = useCallback((row: Row) => router.history.createHref(`/work/incidents/${row.number}`), [router]);
  const cells = useMemo(() => queueCells(type, hrefOf), [type, hrefOf]);
  const compact = useMemo(() => compactCell(type, hrefOf), [type, hrefOf]);
  const groupless = session?.groups.length === 0 && filter.includes('my.groups');
  const ofEmptyView = groupless ? 'queue.empty-no-groups' : 'queue.empty-view';
  const emptyWhy = asked === undefined ? ofEmptyView : 'queue.empty-filter';

  return (
    <div className="queue" data-open={open !== null || undefined}>
      <ViewsRail
        kind="incident"
        title={t('queue.title')}
        idle={isIdle(session, 'incident.read') ? t('no-group.counters') : null}
        fallback={fallbackView}
        views={views}
        error={viewsError}
        chosen={asked === undefined ? view?.id : search['view']}
        changed={['filter', 'sort', 'columns'].some((part) => search[part] !== undefined)}
        now={{ filter, sort, columns }}
        onChoose={(id) => {
          selection.clear();
          change({ view: id, ...asViewSays });
        }}
      />
      <section className="queue-list" aria-label={view ? viewName(view, t) : t('queue.title')}>
        <div className="list-tools">
          <FilterBar
            ref={filterInput}
            type={type}
            value={filter}
            names={names}
            error={listing.error}
            // An emptied filter is a filter too: everything.
            onChange={(next) =>
              change(next === '' ? { filter: null, all: '1', view: null } : { filter: next, all: null })
            }
          />
          <span className="list-count" role="status">
            {listing.count === undefined
              ? ''
              : t('list.count', { count: listing.count, more: listing.count >= 10_000 ? '+' : '' })}
          </span>
          {open === null && !narrow ? (
            <QueueTools
              type={type}
              dense={dense}
              onDense={setDense}
              onRuns={mayBulk ? () => setRuns(true) : null}
              columns={columns}
              onColumns={(next) => (ofView ? change({ columns: next.join(',') }) : keep(next))}
            />
          ) : null}
        </div>
        {selection.ids.size > 0 ? (
          <div className="list-selection" role="status">
            {t('list.selected-count', { count: selection.ids.size })}
            {mayBulk ? (
              <button type="button" className="quiet-button" onClick={changeAll}>
                <Icon name="edit" size={14} />
                {t('list.bulk')}
              </button>
            ) : null}
            <button type="button" className="text-button" onClick={selection.clear}>
              {t('list.select-none')}
            </button>
          </div>
        ) : null}
        {listing.arrivals > 0 ? (
          <div className="list-arrivals">
            <button type="button" className="text-button" onClick={listing.refresh}>
              <Icon name="up" size={14} />
              {t('list.arrivals', { count: listing.arrivals })}
            </button>
          </div>
        ) : null}
        {listing.error ? (
          <Failed error={listing.error} retry={listing.refresh} />
        ) : listing.waiting ? (
          <Waiting lines={12} />
        ) : rows.length === 0 && isIdle(session, 'incident.read') ? (
          <NoGroup why="no-group.queue" />
        ) : rows.length === 0 ? (
          <Empty title={t('queue.empty')}>{t(emptyWhy)}</Empty>
        ) : (
          <RecordList
            key={listed}
            ref={list}
            type={type}
            rows={rows}
            names={names}
            count={listing.count}
            more={listing.more}
            onMore={loadMore}
            columns={columns}
            widths={queueWidths}
            cells={cells}
            sort={sort}
            onSort={(next) => change({ sort: next })}
            at={at}
            onAt={setAt}
            onOpen={show}
            hrefOf={hrefOf}
            open={openRow?.id ?? null}
            selected={selection.ids}
            onSelect={selection.toggle}
            dense={dense}
            label={view ? viewName(view, t) : t('queue.title')}
            {...(open === null && !narrow ? {} : { compact })}
          />
        )}
      </section>
      {open === null ? null : (
        <div className="queue-case">
          <Suspense fallback={<CaseComing number={open} />}>
            <CasePane
              number={open}
              onClose={() => {
                change({ case: null });
                requestAnimationFrame(() => list.current?.focus());
              }}
              onExpand={() => {
                rememberList({ query: { filter, sort, fields }, search });
                void navigate({ to: `/incidents/${open}` as never });
              }}
            />
          </Suspense>
        </div>
      )}
      <OnceAsked asked={bulk}>
        <BulkDialog
          type={within}
          rows={bulkRows}
          names={names}
          opened={bulk}
          onClose={() => setBulk(false)}
          onDone={(left) => {
            listing.refresh();
            selection.keep(left);
          }}
          onUndo={(run) => void undo(run).then(listing.refresh)}
        />
      </OnceAsked>
      <OnceAsked asked={runs}>
        <RunsDialog type={type} opened={runs} onClose={() => setRuns(false)} />
      </OnceAsked>
    </div>
  );
}
