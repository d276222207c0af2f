import { useLayoutEffect, useRef, useState } from 'react';
import { TextInput } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import { StaleDialog } from '#/record/web/edit/stale-dialog.tsx';
import { AddForm } from '#/record/web/beside/add-form.tsx';
import { Section } from '#/record/web/beside/section.tsx';
import { TaskRow } from './task-row.tsx';
import { useTasks } from './use-tasks.ts';
import './tasks.css';

/** Steps that somebody has to remember: ticked, renamed, put in order and given to somebody; no clock of their own. */
export function Tasks({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const { t } = useText();
  const tasks = useTasks(id);
  const { rows } = tasks;
  const [title, setTitle] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const moved = useRef<string | null>(null);
  const order = rows.map((task) => task.id).join(' ');
  // A row that went down was put there anew by the browser, and has lost the focus.
  useLayoutEffect(() => {
    const key = moved.current;
    moved.current = null;
    if (key && !list.current?.contains(document.activeElement)) document.getElementById(key)?.focus();
  }, [order]);
  const open = rows.filter(({ doneAt }) => doneAt === null).length;
  const add = async () => {
    if (title.trim() && (await tasks.add(title.trim()))) setTitle('');
  };
  return (
    <Section title={t('tasks.title')} count={rows.length === 0 ? undefined : `${rows.length - open}/${rows.length}`}>
      <ul className="beside-list tasks" ref={list}>
        {rows.map((task, at) => (
          <TaskRow
            key={task.id}
            task={task}
            names={tasks.names}
            place={at + 1}
            count={rows.length}
            mayEdit={mayEdit}
            tasks={tasks}
            onMove={(to, focused) => {
              moved.current = focused;
              void tasks.move(task, to);
            }}
          />
        ))}
      </ul>
      {rows.length > 1 && mayEdit ? <p className="tasks-hint">{t('tasks.keys')}</p> : null}
      {mayEdit ? (
        <AddForm onAdd={add}>
          <TextInput
            size="xs"
            label={t('tasks.new')}
            value={title}
            maxLength={500}
            onChange={({ target }) => setTitle(target.value)}
          />
        </AddForm>
      ) : null}
      <StaleDialog stale={tasks.stale} names={tasks.names} onInsist={tasks.insist} onSettle={tasks.settle} />
    </Section>
  );
}
