import { lazy, Suspense } from 'react';
import { Link } from '@tanstack/react-router';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';
import { BrokenNotice } from './broken-notice.tsx';
import { fixedFields } from './form-fields.ts';
import { HistoryPanel } from './history-panel.tsx';
import { RecordEditor } from './record-editor.tsx';
import { RecordFacts } from './record-facts.tsx';
import { RecordSteps } from './record-steps.tsx';
import { Trail } from './trail.tsx';

const PersonPanels = lazy(() =>
  import('#/processes/foundation/web/person-panels.tsx').then((part) => ({ default: part.PersonPanels })),
);

/** A record with its form, what belongs to it, and everything that happened to it. */
export function OpenRecord({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const { t } = useText();
  const words = useWords();
  const { session } = useSession();
  const { record } = answer;
  const editable = answer.may.edit && type.edit !== null && !type.frozen.includes(record.state);
  return (
    <div className="admin-record">
      <Trail type={type} />
      <header className="admin-record-head">
        <div>
          <h1>{String(record[type.item.title] ?? record.number)}</h1>
          <p>
            {record.number}
            <span className="admin-state" data-ended={record.state === 'retired' || undefined}>
              {words.state(type, record.state)}
            </span>
            {editable ? null : <span>{t('admin.read-only')}</span>}
          </p>
        </div>
        {may(session, 'access.read') ? (
          <Link className="quiet-button" to={`/access/${type.name}/${record.id}` as never} search={{} as never}>
            {t('admin.who-sees')}
          </Link>
        ) : null}
        <RecordSteps type={type} answer={answer} />
      </header>
      <BrokenNotice type={type} id={record.id} />
      <div className="admin-columns">
        <div>
          <section className="admin-panel" aria-label={type.label}>
            {editable ? <Fixed type={type} answer={answer} /> : null}
            {editable ? <RecordEditor type={type} answer={answer} /> : <RecordFacts type={type} answer={answer} />}
          </section>
          {type.name === 'person' ? (
            <Suspense>
              <PersonPanels
                id={record.id}
                name={String(record['name'])}
                email={(record['email'] as string | null) ?? null}
              />
            </Suspense>
          ) : null}
        </div>
        <HistoryPanel type={type} answer={answer} undoable={editable} />
      </div>
    </div>
  );
}

/** What cannot be changed any more, for reading above the form. */
function Fixed({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const words = useWords();
  const fixed = fixedFields(type);
  if (fixed.length === 0) return null;
  return (
    <p className="admin-none">
      {fixed
        .map((field) => `${field.label}: ${words.value(field, answer.record[field.name], answer.names)}`)
        .join(' · ')}
    </p>
  );
}
