import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { ClipboardEvent, DragEvent, Ref } from 'react';
import { flushSync } from 'react-dom';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { del } from '#/platform/web/api.ts';
import { useDraft } from '#/platform/web/draft.ts';
import { OtherDraft } from '#/platform/web/other-draft.tsx';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import { takeStep } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { ComposerFiles } from './composer-files.tsx';
import { blankMessage, bothMessages } from './message-draft.ts';
import type { Attached } from '#/capabilities/attachments/web/attached.ts';
import type { MessageDraft, Question } from './message-draft.ts';
import { useAttach } from '#/capabilities/attachments/web/use-attach.ts';
import './composer.css';

export type Mode = 'reply' | 'note';

export interface ComposerHandle {
  /** Puts the cursor into a reply or a note, behind what stands there and `text`, which was typed before it was there. */
  write(mode: Mode, text?: string): void;
  /** What stands in the reply, and is not sent. */
  reply(): string;
  /** Takes the words out of the reply: they were sent in another way. Files stay. */
  used(): void;
}

interface ComposerProps {
  type: TypeShape;
  answer: RecordAnswer;
  /** Who reads a reply. */
  recipient: string | null;
  onTyping(typing: boolean): void;
  /** Begins to wait for the user, with the text and the files as the question; `asked` is called once it is. */
  onAsk?: (question: Question, asked: () => void) => void;
  /** Begins to solve the record with the text as the solution. */
  onSolve?: () => void;
  ref?: Ref<ComposerHandle>;
}

/** Words to the user, or among colleagues: two drafts that cannot be mistaken for each other. */
export function Composer({ type, answer, recipient, onTyping, onAsk, onSolve, ref }: ComposerProps) {
  const { t } = useText();
  const { record, steps } = answer;
  const [chosen, setMode] = useState<Mode>('reply');
  const mode = steps.includes(chosen) ? chosen : chosen === 'reply' ? 'note' : 'reply';
  const reply = useDraft<MessageDraft>(`${type.name}:${record.id}:reply`, blankMessage);
  const note = useDraft<MessageDraft>(`${type.name}:${record.id}:note`, blankMessage);
  const draft = mode === 'reply' ? reply : note;
  const queries = useQueryClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { body, files, mentions } = draft.value;
  // What is written at the moment at which an upload or a recall ends, not when it began.
  const latest = useRef({ reply: reply.value, note: note.value });
  useEffect(() => {
    latest.current = { reply: reply.value, note: note.value };
  });
  const typingTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useImperativeHandle(ref, () => ({
    reply: () => latest.current.reply.body.trim(),
    used: () => (latest.current.reply.files.length > 0 ? reply.change({ body: '' }) : reply.clear()),
    write(next, text = '') {
      if (text !== '' && steps.includes(next)) {
        (next === 'reply' ? reply : note).change({ body: `${latest.current[next].body}${text}` });
      }
      // At once: the next letter may come within the same frame, and it is a word, not a shortcut.
      flushSync(() => steps.includes(next) && setMode(next));
      area.current?.focus();
      // From the palette, which gives the focus back where it was as it closes.
      requestAnimationFrame(() => area.current?.focus());
    },
  }));
  useEffect(() => () => clearTimeout(typingTimer.current), []);

  const typed = (text: string) => {
    draft.change({ body: text });
    setFailure(null);
    onTyping(true);
    clearTimeout(typingTimer.current);
    typingTimer.current = setTimeout(() => onTyping(false), 6_000);
  };

  // A case that has ended takes neither answers nor files.
  const takesFiles = steps.includes('reply');
  const { sending, attach } = useAttach(record.id, (file) =>
    draft.change({ files: [...latest.current[mode].files, file] }),
  );
  const detach = async (file: Attached) => {
    draft.change({ files: files.filter(({ id }) => id !== file.id) });
    await del(`/attachments/${file.id}`).catch(() => undefined);
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    if (pasted.length === 0) return;
    event.preventDefault();
    void attach(pasted);
  };
  const drop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void attach(event.dataTransfer.files);
  };

  const send = async () => {
    const text = body.trim();
    if (busy || sending.length > 0) return;
    if (text === '') return setFailure(t(`composer.${mode}-missing`));
    setBusy(true);
    setFailure(null);
    // At once: what is typed next is meant for the list, however long the sending takes.
    area.current?.blur();
    try {
      const input = {
        body: text,
        ...(files.length > 0 ? { attachments: files.map(({ id }) => id) } : {}),
        ...(mode === 'note' && mentions.length > 0 ? { mentions: mentions.map(({ id }) => id) } : {}),
      };
      const taken = (await takeStep(queries, type.plural, record.id, mode, input)) as RecordAnswer & {
        result?: { note?: string };
      };
      const before = draft.value;
      draft.clear();
      onTyping(false);
      const sent = taken.result?.note;
      if (mode === 'note' || !sent) toast({ text: t(`composer.${mode}-sent`), tone: 'good' });
      else toast({ text: t('composer.reply-sent'), tone: 'good', undo: { run: () => void recall(sent, before) } });
    } catch (problem) {
      const why = problemText(problem, t);
      setFailure(why);
      // Whoever has gone on to another record hears of it there; the text is a draft of this one still.
      if (area.current) area.current.focus();
      else toast({ text: `${record.number}: ${why}`, tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  const recall = async (sent: string, before: MessageDraft) => {
    try {
      await takeStep(queries, type.plural, record.id, 'recall', { note: sent });
      // Something else may have been begun since.
      const since = latest.current.reply;
      reply.change(bothMessages(before, since));
      setMode('reply');
      toast({ text: t('composer.recalled') });
      area.current?.focus();
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    }
  };
  const name = recipient ?? t('composer.the-user');

  return (
    <section
      className="composer"
      data-mode={mode}
      aria-label={t('composer.label')}
      onDrop={drop}
      onDragOver={(event) => event.preventDefault()}
    >
      <div className="composer-head">
        <div className="composer-modes" role="group" aria-label={t('composer.mode')}>
          {(['reply', 'note'] as const)
            .filter((one) => steps.includes(one))
            .map((one) => (
              <button key={one} type="button" aria-pressed={mode === one} data-mode={one} onClick={() => setMode(one)}>
                <Icon name={one === 'reply' ? 'reply' : 'lock'} size={14} />
                {t(`composer.${one}`)}
                {(one === 'reply' ? reply : note).value.body && mode !== one ? (
                  <i title={t('composer.has-draft')} />
                ) : null}
              </button>
            ))}
        </div>
        <span className="composer-readers" id="composer-readers">
          {mode === 'reply' ? t('composer.to', { name }) : t('composer.only-colleagues')}
        </span>
        <output className="composer-state">{body === '' ? '' : t(`draft.${draft.state}`)}</output>
      </div>
      <textarea
        ref={area}
        rows={3}
        value={body}
        aria-label={t(mode === 'reply' ? 'composer.reply-text' : 'composer.note-text', { name })}
        aria-describedby={failure ? 'composer-problem' : 'composer-readers'}
        aria-invalid={failure !== null}
        placeholder={t(mode === 'reply' ? 'composer.reply-text' : 'composer.note-text', { name })}
        onChange={({ target }) => typed(target.value)}
        onPaste={paste}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void send();
          }
          if (event.key === 'Escape') {
            event.stopPropagation();
            event.currentTarget.blur();
          }
        }}
      />
      <OtherDraft draft={draft} said={({ body: words }) => words} both={bothMessages} button="quiet-button" />
      <ComposerFiles
        files={files}
        sending={sending}
        mentions={mode === 'note' ? mentions : []}
        onDetach={(file) => void detach(file)}
        onLeaveOut={(person) => draft.change({ mentions: mentions.filter(({ id }) => id !== person) })}
      />
      {failure ? (
        <p className="form-problem" id="composer-problem" role="alert">
          {failure}
        </p>
      ) : null}
      <div className="composer-end">
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          onChange={({ target }) => target.files && void attach([...target.files]).then(() => (target.value = ''))}
        />
        {takesFiles ? (
          <button
            type="button"
            className="icon-button"
            aria-label={t('composer.attach')}
            title={t('composer.attach')}
            onClick={() => chooser.current?.click()}
          >
            <Icon name="clip" />
          </button>
        ) : null}
        {mode === 'note' ? (
          <div className="composer-mention">
            <RecordPicker
              kind="person"
              label={t('composer.mention')}
              value={null}
              names={{}}
              onChange={(id, row) => {
                if (id && row && !mentions.some((one) => one.id === id)) {
                  draft.change({ mentions: [...mentions, { id, name: String(row['name']) }] });
                }
              }}
            />
          </div>
        ) : null}
        {mode === 'reply' && onAsk ? (
          <Button
            size="xs"
            px={8}
            variant="default"
            disabled={sending.length > 0}
            onClick={() => onAsk({ message: body, files }, reply.clear)}
          >
            {t('composer.ask')}
          </Button>
        ) : null}
        {mode === 'reply' && onSolve ? (
          <Button size="xs" px={8} variant="default" disabled={sending.length > 0} onClick={onSolve}>
            {t('composer.solve')}
          </Button>
        ) : null}
        <Button
          size="xs"
          px={8}
          loading={busy}
          color={mode === 'note' ? 'note' : undefined}
          onClick={() => void send()}
          title="Ctrl Enter"
        >
          {t(`composer.${mode}-send`)}
        </Button>
      </div>
    </section>
  );
}
