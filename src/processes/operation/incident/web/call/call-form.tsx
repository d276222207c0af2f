import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button, SegmentedControl, TextInput, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { post } from '#/platform/web/api.ts';
import { useDraft } from '#/platform/web/draft.ts';
import { OtherDraft } from '#/platform/web/other-draft.tsx';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { useActions } from '#/platform/web/actions.ts';
import { valueIn, withValue } from '#/record/shared/own-fields.ts';
import { useCustomFields } from '#/record/web/custom-fields.ts';
import { fieldOf, useType } from '#/record/web/definitions.tsx';
import { FieldInput } from '#/record/web/form/field-input.tsx';
import { focusFirst } from '#/record/web/form/record-form.tsx';
import { useSettled } from '#/record/web/form/record-picker.tsx';
import { keepRecord } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { useWords } from '#/record/web/words.ts';
import { lookUpPriority } from '#/processes/operation/incident/engine/priority.ts';
import { PersonStrip } from '../case/person-strip.tsx';
import { useSolution } from '../case/use-solution.ts';
import { usePersonContext, useSimilar } from '../data/beside.ts';
import { levelsOf, useMatrix } from '../data/matrix.ts';
import { PriorityMark } from '#/record/web/parts/marks.tsx';
import { blankCall, callInputs, callInWords, inputOf, missingIn } from './call.ts';
import type { Call } from './call.ts';
import { CallSide } from './call-side.tsx';
import { PersonSearch } from '#/capabilities/search/web/person-search.tsx';
import './call-page.css';

const spoken = ['phone', 'walk-in', 'chat', 'email'];
/** From this priority upwards a cause must be named. */
const causeFrom = 2;

/** Logs a call on one screen: the person first, what is known of them at once, then what is wrong. */
export function CallForm() {
  const { t } = useText();
  const words = useWords();
  const type = useType('incident');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const custom = useCustomFields(type.name);
  const draft = useDraft<Call>('incident:new', blankCall);
  const call = draft.value;
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const title = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const { data: context } = usePersonContext(call.affectedUser);
  const like = useSettled(
    { title: call.title, description: call.description, item: call.configurationItem, service: call.service },
    350,
  );
  const solutionOf = useSolution();
  const { data: similar = [] } = useSimilar({
    title: like.title,
    description: like.description,
    ...(like.item ? { item: like.item } : {}),
    ...(like.service ? { service: like.service } : {}),
  });
  const cells = useMatrix();
  const priority = cells ? lookUpPriority(cells, call.impact, call.urgency) : null;
  const levels = (axis: 'impact' | 'urgency') => {
    const count = cells ? levelsOf(cells, axis) : 3;
    return Array.from({ length: count }, (_, at) => ({ value: String(at + 1), label: words.level(axis, at + 1) }));
  };

  const change = (part: Partial<Call>) => {
    draft.change(part);
    setFailure(null);
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in part))));
  };
  const log = async (resolve: boolean) => {
    if (busy) return;
    const wrong = Object.fromEntries(missingIn(call, resolve).map((name) => [name, t('field.required')]));
    if (resolve) change({ resolving: true });
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return focusFirst(form.current);
    setBusy(true);
    try {
      const answer = await post<RecordAnswer>('/incidents', inputOf(call, resolve));
      keepRecord(queries, 'incidents', answer);
      draft.clear();
      for (const text of answer.warnings ?? []) toast({ text, tone: 'bad' });
      const { number } = answer.record;
      toast({ text: t(resolve ? 'call.resolved' : 'call.logged', { number }), tone: 'good' });
      void navigate({ to: `/incidents/${number}` as never });
    } catch (problem) {
      const fields = problem instanceof Problem ? problem.fields : {};
      setErrors(fields);
      setFailure(problemText(problem, t));
      focusFirst(form.current);
    } finally {
      setBusy(false);
    }
  };
  const group = t('action.group.call');
  useActions([
    {
      id: 'log',
      label: t(call.resolving ? 'call.log-and-resolve' : 'call.log'),
      keys: 'mod+enter',
      group,
      run: () => void log(call.resolving),
    },
    ...(call.resolving
      ? []
      : [
          {
            id: 'log-resolve',
            label: t('call.log-and-resolve'),
            keys: 'mod+shift+enter',
            group,
            run: () => void log(true),
          },
        ]),
  ]);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // With the solution open, that is what is meant, by whichever of the two keys.
    void log(call.resolving || event.shiftKey);
  };

  return (
    // Keys of the whole form; every one has its button below.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="call" onKeyDown={keys}>
      <form
        ref={form}
        className="call-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void log(call.resolving);
        }}
        aria-label={t('call.title')}
      >
        <header>
          <h1>{t('call.title')}</h1>
          <SegmentedControl
            size="xs"
            aria-label={words.label(type, 'channel')}
            value={call.channel}
            onChange={(channel) => change({ channel })}
            data={spoken.map((value) => ({
              value,
              label: words.value(fieldOf(type, 'channel') ?? type.fields[0]!, value, {}),
            }))}
          />
        </header>
        <PersonSearch
          label={t('call.who')}
          name={call.affectedName}
          error={errors['affectedUser']}
          autoFocus
          onChoose={(person) => {
            change({ affectedUser: person?.id ?? null, affectedName: person?.name ?? '' });
            // The next words are what is wrong: typed on, they belong to the title.
            if (person) title.current?.focus();
          }}
        />
        {call.affectedUser && context ? <PersonStrip person={context.person} /> : null}
        <TextInput
          ref={title}
          size="sm"
          label={words.label(type, 'title')}
          required
          maxLength={200}
          value={call.title}
          error={errors['title']}
          onChange={({ target }) => change({ title: target.value })}
        />
        <Textarea
          size="sm"
          label={words.label(type, 'description')}
          autosize
          minRows={4}
          maxRows={14}
          value={call.description}
          error={errors['description']}
          onChange={({ target }) => change({ description: target.value })}
        />
        <div className="call-pair">
          {callInputs.map((name) => {
            const field = fieldOf(type, name);
            return field ? (
              <div key={name}>
                <FieldInput
                  field={{ ...field, required: false }}
                  value={call[name]}
                  names={context?.names ?? {}}
                  error={errors[name]}
                  onChange={(value) => change({ [name]: value as string | null })}
                />
                {name === 'group' && !call.group ? <p className="call-hint">{t('call.group-by-rule')}</p> : null}
              </div>
            ) : null;
          })}
          {custom.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={valueIn(call, field.name)}
              names={{}}
              error={errors[field.name]}
              onChange={(value) => {
                change({ custom: withValue(call, field.name, value).custom });
                setErrors((before) =>
                  Object.fromEntries(Object.entries(before).filter(([name]) => name !== field.name)),
                );
              }}
            />
          ))}
        </div>
        <div className="call-levels">
          {(['impact', 'urgency'] as const).map((axis) => (
            <div key={axis} role="group" aria-labelledby={`call-${axis}`}>
              <span id={`call-${axis}`}>{words.label(type, axis)}</span>
              <SegmentedControl
                size="xs"
                aria-labelledby={`call-${axis}`}
                value={String(call[axis])}
                onChange={(value) => change({ [axis]: Number(value) })}
                data={levels(axis)}
              />
            </div>
          ))}
          <output className="call-priority" aria-live="polite">
            {priority === null ? null : (
              <>
                {words.label(type, 'priority')} <PriorityMark level={priority} />
              </>
            )}
          </output>
        </div>
        {call.resolving ? (
          <fieldset className="call-closing">
            <legend>{t('call.closing')}</legend>
            {(['closeCode', 'solution', 'cause'] as const).map((name) => {
              const field = fieldOf(type, name);
              const must = name !== 'cause' || (priority !== null && priority <= causeFrom);
              return field ? (
                <FieldInput
                  key={name}
                  field={{ ...field, required: must }}
                  value={call[name]}
                  names={{}}
                  error={errors[name]}
                  onChange={(value) => change({ [name]: value as string })}
                />
              ) : null;
            })}
          </fieldset>
        ) : null}
        <OtherDraft draft={draft} said={callInWords} button="quiet-button" />
        {failure ? (
          <p className="form-problem" role="alert">
            {failure}
          </p>
        ) : null}
        <div className="form-end">
          <Button type="submit" loading={busy} title="Ctrl Enter">
            {t(call.resolving ? 'call.log-and-resolve' : 'call.log')}
          </Button>
          <Button variant="default" onClick={() => change({ resolving: !call.resolving })}>
            {t(call.resolving ? 'call.resolve-later' : 'call.resolve-now')}
          </Button>
          <Button
            variant="subtle"
            onClick={() => {
              draft.clear();
              setErrors({});
              setFailure(null);
            }}
          >
            {t('call.start-over')}
          </Button>
          <output className="composer-state">{call.title || call.description ? t(`draft.${draft.state}`) : ''}</output>
        </div>
      </form>
      <CallSide
        type={type}
        similar={similar}
        context={context}
        onUse={(one) => solutionOf(one, (solved) => change({ resolving: true, ...solved }))}
      />
    </div>
  );
}
