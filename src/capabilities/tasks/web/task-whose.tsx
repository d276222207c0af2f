import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import { nameOfRow } from '#/record/web/records.ts';
import type { Task } from '#/capabilities/tasks/shared/task.ts';
import type { Names } from '#/record/shared/named.ts';
import type { Whose } from './use-tasks.ts';

interface TaskWhoseProps {
  task: Task;
  names: Names;
  /** `known` names whom the task is given to. */
  onGive(whose: Whose, known: Names): void;
  onClose(): void;
}

/** Gives a task to oneself, to somebody else, to a group, or to nobody; chosen is given. */
export function TaskWhose({ task, names, onGive, onClose }: TaskWhoseProps) {
  const { t } = useText();
  const { session } = useSession();
  const me = session?.person;
  const { assignee, group } = task;
  return (
    // Escape leaves it from any of its fields; "Cancel" does the same.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="task-whose"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <RecordPicker
        kind="person"
        label={t('tasks.person')}
        autoFocus
        value={assignee}
        names={names}
        onChange={(id, row) => onGive({ assignee: id, group: null }, id && row ? nameOfRow('person', row) : {})}
      />
      <RecordPicker
        kind="group"
        label={t('tasks.group')}
        value={group}
        names={names}
        onChange={(id, row) => onGive({ assignee: null, group: id }, id && row ? nameOfRow('group', row) : {})}
      />
      <div className="task-whose-end">
        {me && assignee !== me.id ? (
          <button
            type="button"
            className="quiet-button"
            onClick={() =>
              onGive({ assignee: me.id, group: null }, { [me.id]: { kind: 'person', title: me.name, number: '' } })
            }
          >
            {t('tasks.mine')}
          </button>
        ) : null}
        {assignee || group ? (
          <button type="button" className="quiet-button" onClick={() => onGive({ assignee: null, group: null }, {})}>
            {t('tasks.nobody')}
          </button>
        ) : null}
        <button type="button" className="quiet-button" onClick={onClose}>
          {t('web.cancel')}
        </button>
      </div>
    </div>
  );
}
