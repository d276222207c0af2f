import { useState } from 'react';
import { Button, Modal, NativeSelect } from '@mantine/core';
import { post } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import { changeOf } from '../custom-fields.ts';
import { fieldOf } from '../definitions.tsx';
import type { FieldShape, TypeShape } from '../definitions.tsx';
import { FieldInput } from '../form/field-input.tsx';
import { isTyped } from '../form/record-form.tsx';
import { toast } from '../toasts.tsx';
import { useWords } from '../words.ts';
import { BulkPreview } from './bulk-preview.tsx';
import type { BulkResult } from './bulk-preview.tsx';
import './bulk-dialog.css';

interface BulkDialogProps {
  type: TypeShape;
  /** What is selected, with the numbers to call them by. */
  rows: readonly { id: string; number: string }[];
  names: Names;
  opened: boolean;
  onClose(): void;
  /** `left` are those that were refused. */
  onDone(left: readonly string[]): void;
  /** Takes a run back. */
  onUndo(run: string): void;
}

/** What a preview found, or what was left over once it was done: then `done` says how many went through. */
interface Found {
  rows: readonly BulkResult[];
  names: Names;
  done: number | null;
}

const unfit = new Set(['json', 'refs']);

/** One change for many records: said what would happen to each first, done only then. */
export function BulkDialog({ type, rows, names, opened, onClose, onDone, onUndo }: BulkDialogProps) {
  const { t } = useText();
  const words = useWords();
  const [action, setAction] = useState('');
  const [input, setInput] = useState<Record<string, unknown>>({});
  const [preview, setPreview] = useState<Found | null>(null);
  /** Fields that some of them ask for besides, as the preview found. */
  const [besides, setBesides] = useState<readonly FieldShape[]>([]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const own = type.edit === null ? [] : type.own.map(({ name }) => name);
  const editable = [...(type.edit ?? []), ...own].filter((name) => !unfit.has(fieldOf(type, name)?.kind ?? 'json'));
  const steps = type.steps.filter(({ name }) => name !== 'recall');
  const fields: readonly FieldShape[] = action.startsWith('edit:')
    ? [fieldOf(type, action.slice(5))].filter((field) => field !== undefined)
    : (steps.find(({ name }) => name === action)?.input.filter(isTyped) ?? []);

  /** What was found holds for what is selected now, and not for what is selected the next time. */
  const close = () => {
    setPreview(null);
    onClose();
  };
  const send = async (dry: boolean) => {
    setBusy(true);
    setFailure(null);
    try {
      const given = Object.fromEntries(
        Object.entries(input).filter(([, value]) => value !== undefined && value !== ''),
      );
      const edit = action.startsWith('edit:');
      const asked = Object.fromEntries(besides.flatMap(({ name }) => (name in given ? [[name, given[name]]] : [])));
      const whole = edit ? { ...changeOf(action.slice(5), input[action.slice(5)] ?? null), ...asked } : given;
      const answer = await post<{ run: string | null; rows: BulkResult[]; names: Names; done: number }>(
        `/${type.plural}/bulk`,
        {
          ids: rows.map(({ id }) => id),
          action: edit ? 'edit' : action,
          input: whole,
          preview: dry,
        },
      );
      if (dry) {
        if (edit) setBesides(besidesOf(answer.rows));
        return setPreview({ rows: answer.rows, names: answer.names, done: null });
      }
      const { run } = answer;
      toast({
        text: t('list.bulk-done', { done: answer.done, all: rows.length }),
        tone: answer.done === rows.length ? 'good' : 'bad',
        ...(run && answer.done > 0 ? { undo: { run: () => onUndo(run) } } : {}),
      });
      const refused = answer.rows.filter(({ ok }) => !ok);
      onDone(refused.map(({ id }) => id));
      if (refused.length === 0) close();
      else setPreview({ rows: refused, names: answer.names, done: answer.done });
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  const besidesOf = (found: readonly BulkResult[]): readonly FieldShape[] => {
    const asking = new Set([
      ...besides.map(({ name }) => name),
      ...found.flatMap(({ fields: wrong = {} }) => Object.keys(wrong)),
    ]);
    return [...asking].flatMap((name) => {
      const field = editable.includes(name) && `edit:${name}` !== action ? fieldOf(type, name) : undefined;
      return field && isTyped(field) ? [field] : [];
    });
  };
  const choose = (next: string) => {
    setAction(next);
    setBesides([]);
    setInput({});
    setPreview(null);
    setFailure(null);
  };
  const willDo = preview?.rows.filter(({ ok }) => ok).length ?? 0;
  const nameOf = (id: string) => rows.find((row) => row.id === id)?.number ?? '';

  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={t('list.bulk-title', { count: rows.length })}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <div className="bulk">
        <NativeSelect
          size="xs"
          label={t('list.bulk-what')}
          value={action}
          onChange={({ target }) => choose(target.value)}
          data-autofocus
          data={[
            { value: '', label: t('record.choose') },
            { group: t('list.bulk-step'), items: steps.map(({ name, label }) => ({ value: name, label })) },
            {
              group: t('list.bulk-field'),
              items: editable.map((name) => ({ value: `edit:${name}`, label: words.label(type, name) })),
            },
          ]}
        />
        {[...fields, ...besides].map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={input[field.name]}
            names={names}
            onChange={(value) => {
              setInput((before) => ({ ...before, [field.name]: value }));
              setPreview(null);
            }}
          />
        ))}
        {failure ? (
          <p className="form-problem" role="alert">
            {problemText(failure, t)}
          </p>
        ) : null}
        {preview ? (
          <BulkPreview
            type={type}
            results={preview.rows}
            names={{ ...names, ...preview.names }}
            title={
              preview.done === null
                ? t('list.bulk-will', { done: willDo, all: rows.length })
                : t('list.bulk-done', { done: preview.done, all: rows.length })
            }
            nameOf={nameOf}
          />
        ) : null}
        <div className="form-end">
          {preview && preview.done !== null ? null : preview ? (
            <Button size="xs" loading={busy} disabled={willDo === 0} onClick={() => void send(false)}>
              {t('list.bulk-run', { done: willDo })}
            </Button>
          ) : (
            <Button size="xs" loading={busy} disabled={action === ''} onClick={() => void send(true)}>
              {t('list.bulk-preview')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={close}>
            {t(preview && preview.done !== null ? 'web.close' : 'web.cancel')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
