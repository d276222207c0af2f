import { useState } from 'react';
import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { problemText } from '#/platform/web/problem-text.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { Waiting } from '#/record/web/parts/states.tsx';
import { toast } from '#/record/web/toasts.tsx';
import type { View } from '#/capabilities/views/shared/view.ts';
import { changeView, deleteView, saveView, useViewCounts, viewName } from './use-views.ts';
import { ViewDialog } from './view-dialog.tsx';
import './views-rail.css';

interface ViewsRailProps {
  kind: string;
  title: string;
  views: readonly View[] | undefined;
  error: unknown;
  chosen: string | undefined;
  /** The list is no longer what the view says. */
  changed: boolean;
  /** Why nothing can be counted for this person; null where it can. */
  idle: string | null;
  /** The view that one begins with. */
  fallback: string;
  now: { filter: string; sort: string; columns: readonly string[] };
  onChoose(id: string): void;
}

/** The views with how many records each has now. */
export function ViewsRail(props: ViewsRailProps) {
  const { kind, title, views, error, chosen, changed, idle, fallback, now, onChoose } = props;
  const { t } = useText();
  const queries = useQueryClient();
  const { data: counts } = useViewCounts(kind);
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
  const remove = async (view: View) => {
    const { id, name, filter, sort, columns, shared } = view;
    await deleteView(id);
    onChoose(fallback);
    const back = () =>
      void guarded(() =>
        saveView(kind, { name: name ?? '', filter, sort: sort ?? '', columns, ...(shared ? { shared } : {}) }),
      );
    toast({ text: t('views.deleted', { name: name ?? '' }), undo: { run: back } });
  };
  const current = views?.find(({ id }) => id === chosen);
  return (
    <nav className="views" aria-label={t('views.title')}>
      <h1>{title}</h1>
      {error && !views ? <p className="beside-line">{problemText(error, t)}</p> : null}
      {views ? null : <Waiting lines={7} />}
      <ul>
        {views?.map((view) => {
          const counted = idle !== null ? null : counts?.[view.id];
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
                      aria-label={t('views.more', { name: viewName(view, t) })}
                    >
                      <Icon name="more" size={14} />
                    </button>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setNaming(view)}>{t('views.rename')}</Menu.Item>
                    <Menu.Item onClick={() => void guarded(() => remove(view))}>{t('views.delete')}</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              ) : null}
            </li>
          );
        })}
      </ul>
      {idle === null ? null : <p className="views-why">{idle}</p>}
      {changed ? (
        <div className="views-save">
          {current?.own ? (
            <button
              type="button"
              className="text-button"
              onClick={() => void guarded(() => changeView(current.id, now).then(() => onChoose(current.id)))}
            >
              {t('views.update')}
            </button>
          ) : null}
          <button type="button" className="text-button" onClick={() => setNaming('new')}>
            <Icon name="plus" size={14} />
            {t('views.save')}
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
              ? await saveView(kind, { ...given, ...now })
              : await changeView(naming.id, given);
          await again();
          setNaming(null);
          if (naming === 'new') onChoose(saved.id);
        }}
      />
    </nav>
  );
}
