import type { ImportField, ImportKind, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { FieldMapping, From, Mapping, Value } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';
import { FromPicker } from './from-picker.tsx';
import { folded, withEventField, withField, withNumber, withWord } from './mapping-edit.ts';

interface Props {
  kind: ImportKind;
  source: ImportSource;
  mapping: Mapping;
  change(mapping: Mapping): void;
  /** What is wrong at a path of the mapping. */
  said(path: string): readonly string[];
}

/** Each field with where it comes from, and what it is where the file says nothing. */
export function FieldRows(props: Props) {
  const { t } = useText();
  const { kind, source, mapping, change, said } = props;
  // Whose cases they are is asked above, unless a column says it.
  const customer = mapping.fields['customer']?.from;
  // Events are put together by the number of their case.
  const ofEvents = mapping.source?.rows === 'event';
  const shown = kind.fields.filter(({ name }) => name !== 'customer' || (customer && 'column' in customer));
  return (
    <section className="import-card" aria-labelledby="import-fields">
      <h2 id="import-fields">{t('import.fields')}</h2>
      <div className="import-scroll" role="group" aria-labelledby="import-fields" tabIndex={0}>
        <table className="import-fields">
          <thead>
            <tr>
              <th scope="col">{t('import.field')}</th>
              <th scope="col">{t('import.from')}</th>
              <th scope="col">{t('import.otherwise')}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">
                {t('import.number')} {ofEvents ? <Mandatory /> : null}
              </th>
              <td>
                <FromPicker
                  label={t('import.number')}
                  source={source}
                  from={mapping.number}
                  also={ofEvents ? ['template'] : ['nothing', 'template']}
                  change={(from) => change(withNumber(mapping, from))}
                />
                {mapping.number || ofEvents ? null : <span className="import-hint">{t('import.new-number-why')}</span>}
                <Faults texts={said('number')} />
              </td>
              <td className="import-quiet">
                {t(mapping.number || ofEvents ? 'import.refused-without' : 'import.new-number')}
              </td>
            </tr>
            {shown.map((field) => (
              <FieldRow key={field.name} {...props} field={field} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Mandatory() {
  const { t } = useText();
  return (
    <abbr title={t('import.mandatory')} className="import-mandatory">
      *
    </abbr>
  );
}

function Faults({ texts }: { texts: readonly string[] }) {
  return texts.length > 0 ? <p className="import-fault">{texts.join(' ')}</p> : null;
}

function FieldRow({ field, source, mapping, change, said }: Props & { field: ImportField }) {
  const { t } = useText();
  const byEvents = mapping.history?.fields?.[field.name];
  const own = mapping.fields[field.name];
  const shown: FieldMapping = byEvents ?? own ?? {};
  const set = (part: Partial<FieldMapping>) =>
    change(byEvents ? withEventField(mapping, field.name, part) : withField(mapping, field.name, part));
  const setFrom = (from: From | undefined) => {
    if (byEvents && from === undefined) return change(withEventField(mapping, field.name, null));
    // What events say of a field that they may change goes into the history as well.
    const ofEvents = from && 'column' in from && from.column.startsWith('event.');
    if (!byEvents && ofEvents && field.byEvents && mapping.history)
      return change(withEventField(mapping, field.name, { ...own, from }));
    return set({ from } as Partial<FieldMapping>);
  };
  return (
    <tr>
      <th scope="row">
        {field.label} {field.required ? <Mandatory /> : null}
        {byEvents ? <small>{t('import.by-events')}</small> : null}
      </th>
      <td>
        <FromPicker
          label={field.label}
          source={source}
          from={shown.from}
          also={['nothing', 'constant', 'template']}
          change={setFrom}
        />
        {field.makes && shown.from ? (
          <label className="import-check">
            <input
              type="checkbox"
              checked={shown.create !== undefined}
              onChange={({ currentTarget }) =>
                set(
                  (currentTarget.checked
                    ? { create: {}, unmapped: undefined }
                    : { create: undefined, unmapped: 'default' }) as Partial<FieldMapping>,
                )
              }
            />{' '}
            {t('import.make')}
          </label>
        ) : null}
        {field.kind === 'ref' && !field.makes && shown.from ? (
          <span className="import-samples">{t('import.never-made')}</span>
        ) : null}
        <Words field={field} source={source} mapping={mapping} change={change} />
        <Faults texts={[...said(`fields.${field.name}`), ...said(`history.fields.${field.name}`)]} />
      </td>
      <td>
        <Default
          field={field}
          value={own?.default}
          set={(value) => change(withField(mapping, field.name, { default: value } as Partial<FieldMapping>))}
        />
      </td>
    </tr>
  );
}

interface DefaultProps {
  field: ImportField;
  value: Value | undefined;
  set(value: Value | undefined): void;
}

/** What a field is where the file says nothing. */
function Default({ field, value, set }: DefaultProps) {
  const { t } = useText();
  const name = t('import.default-of', { field: field.label });
  if (field.options.length > 0) {
    return (
      <select
        aria-label={name}
        value={String(value ?? '')}
        onChange={({ currentTarget }) => set(optionOf(field, currentTarget.value))}
      >
        <option value="">{t('import.no-default')}</option>
        <Options field={field} />
      </select>
    );
  }
  if (['tags', 'refs', 'instant', 'date', 'json'].includes(field.kind)) return <span className="import-quiet">–</span>;
  return (
    <input
      aria-label={name}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={({ currentTarget }) => set(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}

function optionOf(field: ImportField, text: string): Value | undefined {
  return field.options.find(({ value }) => String(value) === text)?.value;
}

function Options({ field }: { field: ImportField }) {
  const { t } = useText();
  // Levels are called what the desk's own pages call them.
  const level = (value: Value) => {
    const key = `level.${field.name}.${String(value)}`;
    const word = t(key);
    return word === key ? String(value) : word;
  };
  return field.options.map(({ value, label }) => (
    <option key={String(value)} value={String(value)}>
      {field.kind === 'level' ? level(value) : label}
    </option>
  ));
}

/** The file's words for a field with a closed list of values. */
function Words({
  field,
  source,
  mapping,
  change,
}: Pick<Props, 'source' | 'mapping' | 'change'> & { field: ImportField }) {
  const { t } = useText();
  const own = mapping.fields[field.name];
  if (field.options.length === 0 || !own?.from || !('column' in own.from)) return null;
  const map = own.map ?? {};
  const words = [...new Set([...(source.samples[own.from.column] ?? []).map(folded), ...Object.keys(map)])];
  const known = words.filter((word) => map[word] !== undefined).length;
  return (
    <details>
      <summary>{t('import.words', { known, count: words.length })}</summary>
      <ul className="import-words">
        {words.map((word) => (
          <li key={word}>
            <span>{word}</span>
            <select
              aria-label={t('import.word-of', { word, field: field.label })}
              value={String(map[word] ?? '')}
              onChange={({ currentTarget }) =>
                change(withWord(mapping, field.name, word, optionOf(field, currentTarget.value)))
              }
            >
              <option value="">{t('import.as-it-is')}</option>
              <Options field={field} />
            </select>
          </li>
        ))}
      </ul>
    </details>
  );
}
