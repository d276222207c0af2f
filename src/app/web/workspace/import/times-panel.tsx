import { useId } from 'react';
import type { ImportKind, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import { wordAsMapped } from '#/capabilities/mapping/shared/case.ts';
import { findForms } from '#/engines/dates/find-forms.ts';
import { instantReader } from '#/engines/dates/instant.ts';
import type { InstantReader } from '#/engines/dates/instant.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { formatsOf } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';

interface Props {
  kind: ImportKind;
  source: ImportSource;
  mapping: Mapping;
  change(mapping: Mapping): void;
  said(path: string): readonly string[];
}

const forms = (mapping: Mapping): readonly string[] => mapping.source?.dates ?? [];

function withForms(mapping: Mapping, dates: readonly string[]): Mapping {
  const { dates: _, ...source } = mapping.source ?? {};
  return { ...mapping, source: dates.length > 0 ? { ...source, dates } : source };
}

/** The different texts of the columns that times are read from, without words that stand for nothing. */
function timesOf({ kind, source, mapping }: Pick<Props, 'kind' | 'source' | 'mapping'>): string[] {
  const empty = new Set((mapping.source?.empty ?? []).map(wordAsMapped));
  const isTime = new Set(
    kind.fields.filter((one) => one.kind === 'instant' || one.kind === 'date').map(({ name }) => name),
  );
  const columns = Object.entries(mapping.fields).flatMap(([name, { from }]) =>
    isTime.has(name) && from && 'column' in from ? [from.column] : [],
  );
  if (mapping.history) columns.push(mapping.history.time);
  const texts = columns.flatMap((column) => source.samples[column] ?? []);
  return [...new Set(texts)].filter((text) => !empty.has(wordAsMapped(text)));
}

function readerOf(mapping: Mapping): InstantReader | null {
  try {
    return instantReader({ zone: mapping.source?.zone, forms: forms(mapping) });
  } catch {
    return null;
  }
}

/** How times are written, in which zone they are, and as what some of them are read. */
export function TimesPanel({ kind, source, mapping, change, said }: Props) {
  const { t, language } = useText();
  const id = useId();
  const texts = timesOf({ kind, source, mapping });
  const found = findForms(texts);
  const read = readerOf(mapping);
  const shown = formatsOf(language, mapping.source?.zone);
  const unread = read ? texts.filter((text) => read(text) === null) : [];
  const example = texts.find((text) => !unread.includes(text));
  const at = example === undefined || !read ? null : read(example);
  const asked = found.choices.length > 0 && forms(mapping).length === 0;
  const faults = [...said('source.dates'), ...said('source.zone')];
  return (
    <section className="import-card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('import.times')}</h2>
      {asked ? <Asked choices={found.choices} texts={texts} choose={(one) => change(withForms(mapping, one))} /> : null}
      <div className="import-grid">
        <div>
          <label htmlFor={`${id}-forms`}>{t('import.forms')}</label>
          <input
            id={`${id}-forms`}
            list={`${id}-known`}
            value={forms(mapping).join(' | ')}
            placeholder="yyyy-MM-dd HH:mm"
            aria-describedby={`${id}-read`}
            onChange={({ currentTarget }) =>
              change(withForms(mapping, currentTarget.value === '' ? [] : currentTarget.value.split(/ ?\| ?/)))
            }
          />
          <datalist id={`${id}-known`}>
            {[...new Set([found.forms, ...found.choices, ...knownForms].filter((one) => one.length > 0))].map((one) => (
              <option key={one.join(' | ')} value={one.join(' | ')}>
                {one.join(' | ')}
              </option>
            ))}
          </datalist>
          <span id={`${id}-read`} className="import-hint">
            {example === undefined || at === null
              ? t('import.forms-why')
              : t('import.read-as', { text: example, moment: shown.momentInFull(at) })}
          </span>
          {unread.length > 0 && !asked ? (
            <span className="import-hint">
              {t('import.unread', { count: unread.length, texts: unread.slice(0, 3).join(' · ') })}
            </span>
          ) : null}
        </div>
        <div>
          <label htmlFor={`${id}-zone`}>{t('import.zone')}</label>
          <input
            id={`${id}-zone`}
            value={mapping.source?.zone ?? ''}
            list={`${id}-zones`}
            onChange={({ currentTarget }) =>
              change({ ...mapping, source: { ...mapping.source, zone: currentTarget.value } })
            }
          />
          <datalist id={`${id}-zones`}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </datalist>
          <span className="import-hint">{t('import.zone-why')}</span>
        </div>
      </div>
      {faults.length > 0 ? <p className="import-fault">{faults.join(' ')}</p> : null}
    </section>
  );
}

const knownForms: readonly (readonly string[])[] = [
  ['d.M.yyyy H:mm'],
  ['d/M/yyyy H:mm'],
  ['M/d/yyyy h:mm a'],
  ['d/MMM/yy h:mm a'],
  ['EEE MMM d H:mm:ss yyyy'],
  ['unix seconds'],
  ['excel days'],
];

interface AskedProps {
  choices: readonly (readonly string[])[];
  texts: readonly string[];
  choose(forms: readonly string[]): void;
}

/** Day and month could be either in the whole file: the same text, read both ways. */
function Asked({ choices, texts, choose }: AskedProps) {
  const { t, language } = useText();
  const formats = formatsOf(language, 'UTC');
  const read = (one: readonly string[], text: string) => instantReader({ forms: one })(text);
  // A day that is the number of its month tells nothing.
  const telling = texts.find((text) => new Set(choices.map((one) => read(one, text))).size > 1) ?? texts[0] ?? '';
  return (
    <fieldset className="import-ask">
      <legend>{t('import.date-asked', { text: telling })}</legend>
      {choices.map((one) => {
        const at = read(one, telling);
        return (
          <label key={one.join('|')} className="import-check">
            <input type="radio" name="date-order" onChange={() => choose(one)} />{' '}
            {at === null ? '' : formats.moment(at)} ({one.join(' | ')})
          </label>
        );
      })}
    </fieldset>
  );
}
