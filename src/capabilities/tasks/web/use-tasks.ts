import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { del, patch, post } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { Problem } from '#/platform/web/problem.ts';
import { useText } from '#/platform/web/texts.ts';
import type { FieldShape } from '#/record/web/definitions.tsx';
import { toast } from '#/record/web/toasts.tsx';
import type { Task } from '#/capabilities/tasks/shared/task.ts';
import type { Names } from '#/record/shared/named.ts';
import type { Stale } from '#/record/web/edit/use-edit.ts';
import { besideKey, useBeside } from '#/record/web/beside/use-beside.ts';

interface Answer {
  rows: readonly Task[];
  names: Names;
}

/** Whose a task is; nobody's where both are null. */
export type Whose = Pick<Task, 'assignee' | 'group'>;

/** A save of a task that somebody else was faster than. */
type StaleTask = Stale & { again(version: number): void };

const whoseOf = ({ assignee, group }: Whose) => assignee ?? group;

const shapeOf = (name: string, label: string, kind: 'text' | 'ref'): FieldShape => ({
  name,
  label,
  kind,
  required: false,
  computed: false,
  byStep: false,
  audience: 'staff',
});

/**
 * The tasks of a record and what can be done with them. Everything is shown at once and sent in the order in which it was
 * done; what can be led back says so in its toast, and a save over something unseen asks first.
 */
export function useTasks(id: string) {
  const queries = useQueryClient();
  const { t } = useText();
  const { data } = useBeside<Answer>(id, 'tasks');
  const [stale, setStale] = useState<StaleTask | null>(null);
  const [chosen, setChosen] = useState<Names>({});
  const sending = useRef<Promise<unknown>>(Promise.resolve());
  const waiting = useRef(0);
  const key = besideKey(id, 'tasks');
  // What was done here and is under way stands over what is read meanwhile: a list that is read anew because the first
  // of three moves is known would put the row back.
  const ahead = useRef<readonly Task[] | null>(null);
  const [shown, setShown] = useState<readonly Task[] | null>(null);
  const now = () => ahead.current ?? queries.getQueryData<Answer>(key)?.rows ?? [];
  const show = (change: (rows: readonly Task[]) => readonly Task[]) => {
    ahead.current = change(now());
    setShown(ahead.current);
  };
  const arrived = () => {
    ahead.current = null;
    setShown(null);
  };

  /** Sends after all that was sent before; false where it was refused, and what stands is read again. */
  const send = (work: () => Promise<Answer>, stales?: (problem: Problem) => void): Promise<Answer | null> => {
    waiting.current += 1;
    const sent = sending.current.then(work).then(
      (answer) => {
        waiting.current -= 1;
        // An answer in between would put back what was done since.
        if (waiting.current === 0) {
          queries.setQueryData(key, answer);
          arrived();
          void queries.invalidateQueries({ queryKey: ['beside', id] });
        }
        return answer;
      },
      async (problem: unknown) => {
        waiting.current -= 1;
        await queries.invalidateQueries({ queryKey: ['beside', id] });
        if (waiting.current === 0) arrived();
        if (stales && problem instanceof Problem && problem.status === 412) {
          stales(problem);
          return null;
        }
        const fields = problem instanceof Problem ? Object.values(problem.fields) : [];
        toast({ text: fields[0] ?? problemText(problem, t), tone: 'bad' });
        return null;
      },
    );
    sending.current = sent;
    return sent;
  };
  const change = (task: string, body: Record<string, unknown>, stales?: (problem: Problem) => void) =>
    send(() => patch<Answer>(`/items/${id}/tasks/${task}`, body, 1), stales);
  const versionIn = (answer: Answer, task: string) => answer.rows.find((one) => one.id === task)?.version ?? 1;

  async function rename(task: Task, title: string, version = task.version): Promise<void> {
    show((rows) => rows.map((one) => (one.id === task.id ? { ...one, title } : one)));
    const done = await change(task.id, { title, version }, ({ current }) => {
      const theirs = current as Task;
      // Somebody changed something else: these words are still those that were seen.
      if (theirs.title === task.title) return void rename(task, title, theirs.version);
      const label = t('tasks.task');
      const again = (seen: number) => void rename({ ...task, title: theirs.title }, title, seen);
      const shape = shapeOf('title', label, 'text');
      setStale({ shape, label, mine: title, theirs: theirs.title, version: theirs.version, by: null, again });
    });
    if (!done) return;
    const back = () => void rename({ ...task, title }, task.title, versionIn(done, task.id));
    toast({ text: t('tasks.renamed', { title }), tone: 'good', undo: { run: back } });
  }

  async function give(task: Task, whose: Whose, version = task.version): Promise<void> {
    show((rows) => rows.map((one) => (one.id === task.id ? { ...one, ...whose } : one)));
    const done = await change(task.id, { ...whose, version }, ({ current }) => {
      const theirs = current as Task;
      if (whoseOf(theirs) === whoseOf(task)) return void give(task, whose, theirs.version);
      const label = t('tasks.whose');
      const again = (seen: number) => void give({ ...task, ...theirs }, whose, seen);
      const shape = shapeOf('whose', label, 'ref');
      setStale({
        shape,
        label,
        mine: whoseOf(whose),
        theirs: whoseOf(theirs),
        version: theirs.version,
        by: null,
        again,
      });
    });
    if (!done) return;
    const name = done.names[whoseOf(whose) ?? '']?.title;
    const { title } = task;
    const { assignee, group } = task;
    const back = () => void give({ ...task, ...whose }, { assignee, group }, versionIn(done, task.id));
    const text = name ? t('tasks.given', { title, name }) : t('tasks.of-nobody', { title });
    toast({ text, tone: 'good', undo: { run: back } });
  }

  async function move(task: Task, to: number): Promise<void> {
    const rows = now();
    const from = rows.findIndex((one) => one.id === task.id);
    if (from === -1 || to < 1 || to > rows.length || to === from + 1) return;
    show(() => rows.toSpliced(from, 1).toSpliced(to - 1, 0, task));
    if (!(await change(task.id, { place: to }))) return;
    const text = t('tasks.moved', { title: task.title, place: to, count: rows.length });
    toast({ text, tone: 'good', undo: { run: () => void move(task, from + 1) } });
  }

  async function remove(task: Task): Promise<void> {
    show((rows) => rows.filter((one) => one.id !== task.id));
    if (!(await send(() => del<Answer>(`/items/${id}/tasks/${task.id}`)))) return;
    const back = () => void change(task.id, { removed: false });
    toast({ text: t('tasks.removed', { title: task.title }), undo: { run: back } });
  }

  return {
    rows: shown ?? data?.rows ?? [],
    names: { ...data?.names, ...chosen },
    /** What is known of somebody who was just chosen. */
    know: (names: Names) => setChosen((before) => ({ ...before, ...names })),
    /** True when it was added. */
    add: async (title: string) => (await send(() => post<Answer>(`/items/${id}/tasks`, { title }))) !== null,
    tick(task: Task, done: boolean) {
      const doneAt = done ? (task.doneAt ?? new Date().toISOString()) : null;
      show((rows) => rows.map((one) => (one.id === task.id ? { ...one, doneAt } : one)));
      void change(task.id, { done });
    },
    rename,
    give,
    /** Puts a task at a place (1 is the first). */
    move,
    remove,
    stale,
    insist() {
      setStale(null);
      stale?.again(stale.version);
    },
    settle: () => setStale(null),
  };
}
