import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { problemText } from '#/platform/web/problem-text.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { Waiting } from '#/record/web/parts/states.tsx';
import { toast } from '#/record/web/toasts.tsx';
import { changeView, deleteView, saveView, useViewCounts, viewName } from '../data/views.ts';
import type { View } from '../data/types.ts';

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
  const [naming, setNaming] = useState(false);
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
  const current = views?.find(({ id }) => id === chosen);
  return (
    <nav className="views" aria-label={t('queue.views')}>
      <h2>{t('queue.title')}</h2>
      {error && !views ? <p className="clock-line">{problemText(error, t)}</p> : null}
      {views ? null : <Waiting lines={7} />}
      <ul>
        {views?.map((view) => {
          const counted = counts?.[view.id];
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
                <button
                  type="button"
                  className="icon-button"
                  aria-label={t('queue.delete-view', { name: viewName(view, t) })}
                  onClick={() => void guarded(() => deleteView(view.id))}
                >
                  <Icon name="close" size={12} />
                </button>
              ) : null}
            </li>
          );
        })}
      </ul>
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
          <button type="button" className="text-button" onClick={() => setNaming(true)}>
            <Icon name="plus" size={14} />
            {t('queue.save-view')}
          </button>
        </div>
      ) : null}
      <SaveView
        opened={naming}
        onClose={() => setNaming(false)}
        onSave={async (name, shared) => {
          const saved = await saveView({ name, ...now, ...(shared ? { shared } : {}) });
          await again();
          setNaming(false);
          onChoose(saved.id);
        }}
      />
    </nav>
  );
}

function SaveView(props: { opened: boolean; onClose(): void; onSave(name: string, shared: boolean): Promise<void> }) {
  const { t } = useText();
  const { session } = useSession();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setProblem(t('field.required'));
    props.onSave(name.trim(), shared).then(
      () => setName(''),
      (error: unknown) => setProblem(problemText(error, t)),
    );
  };
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('queue.save-view')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <form className="record-form" onSubmit={submit} noValidate>
        <TextInput
          data-autofocus
          size="xs"
          label={t('queue.view-name')}
          required
          maxLength={100}
          value={name}
          error={problem}
          onChange={({ target }) => setName(target.value)}
        />
        {may(session, 'views.share') ? (
          <Checkbox
            size="xs"
            label={t('queue.share-view')}
            checked={shared}
            onChange={({ target }) => setShared(target.checked)}
          />
        ) : null}
        <div className="form-end">
          <Button type="submit" size="xs">
            {t('record.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
