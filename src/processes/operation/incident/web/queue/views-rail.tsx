import { useState } from 'react';
import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { problemText } from '#/platform/web/problem-text.ts';
import { isIdle, may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { Waiting } from '#/record/web/parts/states.tsx';
import { toast } from '#/record/web/toasts.tsx';
import type { View } from '#/capabilities/views/shared/view.ts';
import { changeView, deleteView, fallbackView, saveView, useViewCounts, viewName } from '../data/views.ts';
import { ViewDialog } from './view-dialog.tsx';

interface ViewsRailProps {
  views: readonly View[] | undefined;
  error: unknown;
  chosen: string | undefined;
  /** The list is no longer what the view says. */
  changed: boolean;
  now: { filter: string; sort: string; columns: readonly string[] };
  onChoose(id: string): void;
}

/** The views with how many cases each has now. */
export function ViewsRail({ views, error, chosen, changed, now, onChoose }: ViewsRailProps) {
  const { t } = useText();
  const queries = useQueryClient();
  const { data: counts } = useViewCounts();
  const [naming, setNaming] = useState<View | 'new' | null>(null);
  const again = () =>
    queries
      .invalidateQueries({ queryKey: ['views'] })
      .then(() => queries.invalidateQueries({ queryKey: ['view-counts'] }));
  const guarded = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await again();
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    }
  };
  const { session } = useSession();
  const mayShare = may(session, 'views.share');
  const idle = isIdle(session, 'incident.read');
  const remove = async (view: View) => {
    const { id, name, filter, sort, columns, shared } = view;
    await deleteView(id);
    onChoose(fallbackView);
    const back = () =>
      void guarded(() =>
        saveView({ name: name ?? '', filter, sort: sort ?? '', columns, ...(shared ? { shared } : {}) }),
      );
    toast({ text: t('queue.view-deleted', { name: name ?? '' }), undo: { run: back } });
  };
  const current = views?.find(({ id }) => id === chosen);
  return (
    <nav className="views" aria-label={t('queue.views')}>
      <h1>{t('queue.title')}</h1>
      {error && !views ? <p className="clock-line">{problemText(error, t)}</p> : null}
      {views ? null : <Waiting lines={7} />}
      <ul>
        {views?.map((view) => {
          const counted = idle ? null : counts?.[view.id];
          return (
            <li key={view.id}>
              <button
                type="button"
                aria-current={view.id === chosen ? 'true' : undefined}
                onClick={() => onChoose(view.id)}
              >
                <span>{viewName(view, t)}</span>
                {counted ? (
                  <b data-alarm={(view.key === 'at-risk' && counted.count > 0) || undefined}>
                    {counted.count}
                    {counted.more ? '+' : ''}
                  </b>
                ) : null}
              </button>
              {view.own && view.id === chosen ? (
                <Menu position="bottom-end" withinPortal>
                  <Menu.Target>
                    <button
                      type="button"
                      className="icon-button"
                      aria-label={t('queue.view-more', { name: viewName(view, t) })}
                    >
                      <Icon name="more" size={14} />
                    </button>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setNaming(view)}>{t('queue.rename-view')}</Menu.Item>
                    <Menu.Item onClick={() => void guarded(() => remove(view))}>
                      {t('queue.delete-this-view')}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              ) : null}
            </li>
          );
        })}
      </ul>
      {idle ? <p className="views-why">{t('no-group.counters')}</p> : null}
      {changed ? (
        <div className="views-save">
          {current?.own ? (
            <button
              type="button"
              className="text-button"
              onClick={() => void guarded(() => changeView(current.id, now).then(() => onChoose(current.id)))}
            >
              {t('queue.update-view')}
            </button>
          ) : null}
          <button type="button" className="text-button" onClick={() => setNaming('new')}>
            <Icon name="plus" size={14} />
            {t('queue.save-view')}
          </button>
        </div>
      ) : null}
      <ViewDialog
        key={naming === null || naming === 'new' ? naming : naming.id}
        view={naming}
        onClose={() => setNaming(null)}
        onSave={async (name, shared) => {
          const given = { name, ...(mayShare ? { shared } : {}) };
          const saved =
            naming === 'new' || naming === null
              ? await saveView({ ...given, ...now })
              : await changeView(naming.id, given);
          await again();
          setNaming(null);
          if (naming === 'new') onChoose(saved.id);
        }}
      />
    </nav>
  );
}
