import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import type { Task } from '#/capabilities/tasks/shared/task.ts';
import type { Names } from '#/record/shared/named.ts';
import { TaskTitle } from './task-title.tsx';
import { TaskWhose } from './task-whose.tsx';
import type { useTasks } from './use-tasks.ts';

interface TaskRowProps {
  task: Task;
  names: Names;
  /** 1 is the first of `count`. */
  place: number;
  count: number;
  mayEdit: boolean;
  tasks: ReturnType<typeof useTasks>;
  /** `focused` is the id of the element that the focus is to stay on. */
  onMove(to: number, focused: string | null): void;
}

/** One task: its tick, its words, whose it is, and its place among the others. */
export function TaskRow({ task, names, place, count, mayEdit, tasks, onMove }: TaskRowProps) {
  const { t } = useText();
  /** The task as it was when it was asked whose it is to be. */
  const [giving, setGiving] = useState<Task | null>(null);
  const whose = useRef<HTMLButtonElement>(null);
  const { title, assignee, group, doneAt } = task;
  const who = names[assignee ?? group ?? '']?.title;
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || !mayEdit) return;
    event.preventDefault();
    const to = place + (event.key === 'ArrowUp' ? -1 : 1);
    if (to >= 1 && to <= count) onMove(to, (event.target as HTMLElement).id || null);
  };
  const mover = (icon: 'up' | 'down', to: number) => {
    const shut = to < 1 || to > count;
    const label = t(`tasks.${icon}`, { title });
    return (
      <button
        type="button"
        id={`task-${task.id}-${icon}`}
        className="icon-button"
        aria-label={label}
        title={label}
        // Shut, not disabled: whoever has just moved it here keeps the focus.
        aria-disabled={shut}
        onClick={() => (shut ? undefined : onMove(to, `task-${task.id}-${icon}`))}
      >
        <Icon name={icon} size={12} />
      </button>
    );
  };
  const close = () => {
    setGiving(null);
    requestAnimationFrame(() => whose.current?.focus());
  };
  return (
    // Alt and an arrow move the whole row; the buttons at its end do the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li className="task" data-done={doneAt !== null || undefined} onKeyDown={keys}>
      <input
        type="checkbox"
        id={`task-${task.id}-tick`}
        aria-label={title}
        checked={doneAt !== null}
        disabled={!mayEdit}
        onChange={({ target }) => tasks.tick(task, target.checked)}
      />
      <TaskTitle task={task} mayEdit={mayEdit} onRename={(next, opened) => void tasks.rename(opened, next)} />
      {mayEdit ? (
        <button
          type="button"
          ref={whose}
          id={`task-${task.id}-whose`}
          className="task-who"
          aria-expanded={giving !== null}
          aria-label={t('tasks.give', { title, name: who ?? t('tasks.nobody') })}
          onClick={() => setGiving(giving ? null : task)}
        >
          <Icon name="person" size={12} />
          {who ?? t('tasks.nobody')}
        </button>
      ) : who ? (
        <small className="task-who">
          <Icon name="person" size={12} />
          {who}
        </small>
      ) : null}
      {mayEdit ? (
        <span className="task-tools">
          {mover('up', place - 1)}
          {mover('down', place + 1)}
          <RemoveButton name={title} size={12} title={t('record.remove')} onClick={() => void tasks.remove(task)} />
        </span>
      ) : null}
      {giving ? (
        <TaskWhose
          task={task}
          names={names}
          onGive={(next, known) => {
            tasks.know(known);
            close();
            void tasks.give(giving, next);
          }}
          onClose={close}
        />
      ) : null}
    </li>
  );
}
