import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { Condition } from '#/processes/foundation/web/condition.tsx';
import { aboutOf, isCondition } from './form-fields.ts';
import { ValueShown } from './value-shown.tsx';

/** A record for reading alone. */
export function RecordFacts({ type, answer }: { type: TypeShape; answer: RecordAnswer }) {
  const { t } = useText();
  const { record, names } = answer;
  return (
    <dl className="admin-facts" aria-label={t('admin.facts')}>
      {type.fields.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            {isCondition(type, field.name) ? (
              <Condition kind={aboutOf(record)} text={String(record[field.name] ?? '')} />
            ) : (
              <ValueShown field={field} value={record[field.name]} names={names} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
