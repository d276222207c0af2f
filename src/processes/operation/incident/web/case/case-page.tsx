import { Suspense, useEffect } from 'react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useText } from '#/platform/web/texts.ts';
import { useActions } from '#/platform/web/actions.ts';
import { useType } from '#/record/web/definitions.tsx';
import { useListing } from '#/record/web/list/use-listing.ts';
import { useCameFrom } from '#/record/web/list/came-from.ts';
import { CaseComing } from './case-coming.tsx';
import { CasePane } from './later.ts';

const nowhere = { filter: '', sort: '' };
/** So near to the end of what was read of the list, more of it is read. */
const near = 5;

/** A case on a page of its own; its neighbours are those of the list that the agent came from. */
export function CasePage() {
  const { number = '' } = useParams({ strict: false }) as { number?: string };
  const { t } = useText();
  const navigate = useNavigate();
  const type = useType('incident');
  const came = useCameFrom();
  const { rows, more, loadMore } = useListing(type, { ...(came?.query ?? nowhere), still: true }, came !== null);
  const index = rows.findIndex((row) => row.number === number);
  const atEnd = index >= 0 && more && index >= rows.length - near;
  useEffect(() => {
    if (atEnd) loadMore();
  }, [atEnd, loadMore]);
  const group = t('action.group.queue');
  const to = (id: string, label: string, keys: string, at: number) => {
    const row = rows[at];
    if (index < 0 || !row) return [];
    // One step back leads to the list, however many cases were looked at.
    const run = () => void navigate({ to: `/incidents/${row.number}` as never, replace: true });
    return [{ id, label, keys, group, quiet: true, run }];
  };
  useActions([...to('next', t('queue.next'), 'j', index + 1), ...to('previous', t('queue.previous'), 'k', index - 1)]);
  const close = () => void navigate({ to: '/', search: { ...came?.search, case: number } as never });
  return (
    <Suspense fallback={<CaseComing number={number} />}>
      <CasePane number={number} onClose={close} />
    </Suspense>
  );
}
