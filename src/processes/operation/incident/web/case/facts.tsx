import { useState } from 'react';
import { Button, Modal } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { fieldOf } from '#/record/web/definitions.tsx';
import { FieldInput } from '#/record/web/form/field-input.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';
import { useEdit } from './use-edit.ts';
import './facts.css';

const shown = [
  'group',
  'assignee',
  'impact',
  'urgency',
  'service',
  'category',
  'configurationItem',
  'location',
  'affectedUser',
  'requester',
  'customer',
  'channel',
  'tags',
  'pendingReason',
  'pendingUntil',
  'closeCode',
  'cause',
  'openedAt',
  'loggedBy',
  'resolvedAt',
  'reopenedCount',
  'reassignedCount',
] as const;

/** What is shown only once there is something to show. */
const quiet = new Set<string>([
  'pendingReason',
  'pendingUntil',
  'closeCode',
  'cause',
  'resolvedAt',
  'reopenedCount',
  'reassignedCount',
  'configurationItem',
  'tags',
]);
const always = new Set<string>(['configurationItem', 'tags']);

/** The facts of a case. One press on a value edits it where it stands. */
export function Facts(props: { type: TypeShape; answer: RecordAnswer; onStep(step: string): void }) {
  const { type, answer, onStep } = props;
  const { t } = useText();
  const words = useWords();
  const { record, names, may, steps } = answer;
  const { save, stale, settle } = useEdit(type.plural, answer);
  const [editing, setEditing] = useState<string | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const begin = (name: string) => {
    setEditing(name);
    setValue(record[name]);
    setProblem(null);
  };
  const finish = async (name: string, next: unknown) => {
    if (JSON.stringify(next ?? '') === JSON.stringify(record[name] ?? '')) return setEditing(null);
    setEditing(null);
    const why = await save(name, next === '' ? null : next, words.label(type, name));
    if (why === null) return;
    // Refused: the field is open again with what was typed.
    setEditing(name);
    setValue(next);
    setProblem(why);
  };
  const staleField = stale ? fieldOf(type, stale.field) : undefined;

  return (
    <dl className="facts">
      {shown.map((name) => {
        const field = fieldOf(type, name);
        const given = record[name];
        const empty =
          given === null || given === undefined || given === 0 || (Array.isArray(given) && given.length === 0);
        if (!field || (quiet.has(name) && empty && !(always.has(name) && may.edit))) return null;
        const byAssign = name === 'group' || name === 'assignee';
        const editable = may.edit && type.edit?.includes(name) === true;
        const said = words.value(field, given, names);
        return (
          <div key={name}>
            <dt>{words.label(type, name)}</dt>
            <dd>
              {editing === name ? (
                <form
                  className="fact-form"
                  onSubmit={(event) => {
                    event.preventDefault();
                    void finish(name, value);
                  }}
                  onKeyDown={(event) => {
                    if (event.key !== 'Escape') return;
                    event.stopPropagation();
                    setEditing(null);
                  }}
                >
                  <FieldInput
                    field={field}
                    value={value}
                    names={names}
                    autoFocus
                    error={problem ?? undefined}
                    onChange={(next) => {
                      setValue(next);
                      // What is chosen from a list needs no second press.
                      if (['ref', 'choice', 'level'].includes(field.kind)) void finish(name, next);
                    }}
                  />
                  <div className="form-end">
                    <Button type="submit" size="compact-xs">
                      {t('record.save')}
                    </Button>
                    <Button size="compact-xs" variant="default" onClick={() => setEditing(null)}>
                      {t('web.cancel')}
                    </Button>
                  </div>
                </form>
              ) : editable || (byAssign && steps.includes('assign')) ? (
                <button
                  type="button"
                  className="fact-value"
                  aria-label={t('case.edit-fact', {
                    field: words.label(type, name),
                    value: said || t('record.nothing'),
                  })}
                  onClick={() => (byAssign ? onStep('assign') : begin(name))}
                >
                  {said || <span className="fact-empty">{t('record.nothing')}</span>}
                </button>
              ) : (
                <span className="fact-value">{said || <span className="fact-empty">{t('record.nothing')}</span>}</span>
              )}
            </dd>
          </div>
        );
      })}
      <Modal
        opened={stale !== null}
        onClose={settle}
        title={t('stale.title')}
        closeButtonProps={{ 'aria-label': t('web.close') }}
      >
        {stale && staleField ? (
          <div className="stale">
            <p>{t('stale.text', { field: words.label(type, stale.field) })}</p>
            <dl>
              <dt>{t('stale.theirs')}</dt>
              <dd>{words.value(staleField, stale.theirs, names) || t('record.nothing')}</dd>
              <dt>{t('stale.mine')}</dt>
              <dd>{words.value(staleField, stale.mine, names) || t('record.nothing')}</dd>
            </dl>
            <div className="form-end">
              <Button
                size="xs"
                onClick={() => {
                  const { field, mine, version } = stale;
                  settle();
                  void save(field, mine, words.label(type, field), version);
                }}
              >
                {t('stale.keep-mine')}
              </Button>
              <Button size="xs" variant="default" onClick={settle}>
                {t('stale.keep-theirs')}
              </Button>
            </div>
          </div>
        ) : null}
      </Modal>
    </dl>
  );
}
