import { useText } from '#/platform/web/texts.ts';
import { fieldOf } from '#/record/web/definitions.tsx';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import type { Names } from '#/record/shared/named.ts';
import { ValueShown } from './value-shown.tsx';

type Values = Readonly<Record<string, unknown>>;

/** Both values of every field that two people changed at once. What was typed stands in the form below. */
export function StaleNotice(props: {
  type: TypeShape;
  names: Names;
  theirs: Values;
  mine: Values;
  fields: readonly string[];
  onTake(field: string): void;
}) {
  const { type, names, theirs, mine, fields, onTake } = props;
  const { t } = useText();
  const words = useWords();
  const by = names[String(theirs['updatedBy'])]?.title;
  if (fields.length === 0) return <p className="admin-notice">{t('admin.stale.settled')}</p>;
  return (
    <div className="admin-stale" role="alert">
      <strong>{t('stale.title')}</strong>
      {by ? <span> {by}</span> : null}
      <p>{t('admin.stale.why')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('filter.field')}</th>
            <th scope="col">{t('stale.theirs')}</th>
            <th scope="col">{t('stale.mine')}</th>
            <th scope="col">
              <span className="only-read">{t('stale.keep-theirs')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {fields.map((name) => {
            const field = fieldOf(type, name);
            return field ? (
              <tr key={name}>
                <th scope="row">{words.label(type, name)}</th>
                <td>
                  <ValueShown field={field} value={theirs[name]} names={names} />
                </td>
                <td>
                  <ValueShown field={field} value={mine[name]} names={names} />
                </td>
                <td>
                  <button type="button" className="text-button" onClick={() => onTake(name)}>
                    {t('stale.keep-theirs')}
                  </button>
                </td>
              </tr>
            ) : null;
          })}
        </tbody>
      </table>
    </div>
  );
}
