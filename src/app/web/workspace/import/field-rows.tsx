import type { ImportField, ImportKind, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { FieldMapping, From, Mapping, Value } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';
import { FromPicker } from './from-picker.tsx';
import { withEventField, withField, withNumber } from './mapping-edit.ts';
import { optionOf, Options } from './options.tsx';
import { Words } from './words.tsx';

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
    const column = from && 'column' in from ? from.column : null;
    const ofEvents = column !== null && (mapping.source?.rows === 'event' || column.startsWith('event.'));
    if (!byEvents && ofEvents && field.byEvents && mapping.history) {
      const { default: otherwise, from: _, ...others } = own ?? {};
      const fields = { ...mapping.fields, [field.name]: otherwise === undefined ? {} : { default: otherwise } };
      return change(withEventField({ ...mapping, fields }, field.name, { ...others, from: from as From }));
    }
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
        {field.kind === 'ref' && shown.from ? <Missing field={field} shown={shown} set={set} /> : null}
        {field.name === 'title' && shown.from && !('constant' in shown.from) ? (
          <label className="import-check">
            <input
              type="checkbox"
              checked={shown.long === 'cut'}
              onChange={({ currentTarget }) =>
                set({ long: currentTarget.checked ? 'cut' : undefined } as Partial<FieldMapping>)
              }
            />{' '}
            {t('import.cut')}
          </label>
        ) : null}
        <Words field={field} source={source} own={shown} empty={mapping.source?.empty ?? []} set={set} />
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

/** What becomes of a name that no record here has: the case is refused, the field stays empty, or it is made. */
function Missing({
  field,
  shown,
  set,
}: {
  field: ImportField;
  shown: FieldMapping;
  set(part: Partial<FieldMapping>): void;
}) {
  const { t } = useText();
  const chosen = shown.create === undefined ? (shown.unmapped === 'default' ? 'empty' : 'refuse') : 'make';
  const parts = {
    refuse: { create: undefined, unmapped: undefined },
    empty: { create: undefined, unmapped: 'default' },
    make: { create: shown.create ?? {}, unmapped: undefined },
  } as const;
  const choices = field.makes ? (['make', 'empty', 'refuse'] as const) : (['empty', 'refuse'] as const);
  return (
    <label className="import-missing">
      {t('import.missing')}{' '}
      <select
        aria-label={t('import.missing-of', { field: field.label })}
        value={chosen}
        onChange={({ currentTarget }) => set(parts[currentTarget.value as keyof typeof parts] as Partial<FieldMapping>)}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {t(`import.missing.${choice}`)}
          </option>
        ))}
      </select>
      {field.makes ? null : <span className="import-hint">{t('import.never-made')}</span>}
    </label>
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
