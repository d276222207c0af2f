import { useEffect, useRef, useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { Task } from '#/capabilities/tasks/shared/task.ts';

/** The words of a task; a press on them edits them where they stand: Enter saves, Escape leaves. */
export function TaskTitle(props: {
  task: Task;
  mayEdit: boolean /** `opened`: the task as it was when its words were opened. */;
  onRename(title: string, opened: Task): void;
}) {
  const { task, mayEdit, onRename } = props;
  const { t } = useText();
  const [typed, setTyped] = useState<string | null>(null);
  const [opened, setOpened] = useState(task);
  const button = useRef<HTMLButtonElement>(null);
  const back = useRef(false);
  useEffect(() => {
    if (typed === null && back.current) button.current?.focus();
    back.current = false;
  }, [typed]);
  const words = task.doneAt === null ? task.title : <s>{task.title}</s>;
  const finish = () => {
    if (typed === null) return;
    const next = typed.trim();
    setTyped(null);
    if (next !== '' && next !== opened.title) onRename(next, opened);
  };
  if (!mayEdit) return <span className="task-title">{words}</span>;
  if (typed === null) {
    return (
      <button
        type="button"
        ref={button}
        id={`task-${task.id}-title`}
        className="task-title"
        title={t('tasks.rename')}
        onClick={() => {
          setOpened(task);
          setTyped(task.title);
        }}
      >
        {words}
      </button>
    );
  }
  return (
    <input
      className="task-title"
      value={typed}
      maxLength={500}
      aria-label={t('tasks.task')}
      autoFocus
      onFocus={({ currentTarget }) => currentTarget.select()}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        back.current = true;
        if (event.key === 'Enter') finish();
        else setTyped(null);
      }}
    />
  );
}
