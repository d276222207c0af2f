import { useId, useState } from 'react';
import type { ImportField, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import { wordAsMapped } from '#/capabilities/mapping/shared/case.ts';
import type { FieldMapping, Value } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';
import { optionOf, Options, useOptionLabel } from './options.tsx';

interface Props {
  field: ImportField;
  source: ImportSource;
  own: FieldMapping;
  /** Words that stand for nothing in every column. */
  empty: readonly string[];
  set(part: Partial<FieldMapping>): void;
}

/** The file's words for a field with a closed list of values: each with what it becomes. */
export function Words({ field, source, own, empty, set }: Props) {
  const { t } = useText();
  if (field.options.length === 0 || !own.from || !('column' in own.from)) return null;
  const { column } = own.from;
  const map = own.map ?? {};
  const complete = source.complete.includes(column);
  const nothing = new Set([...empty, ...(own.empty ?? [])].map(wordAsMapped));
  const inFile = (source.samples[column] ?? []).map(wordAsMapped);
  // Words that the mapping knows and the whole file does not have are kept, but not shown.
  const mapped = complete ? [] : Object.keys(map);
  const words = [...new Set([...inFile, ...mapped])].filter((word) => !nothing.has(word));
  const known = words.filter((word) => map[word] !== undefined).length;
  const put = (word: string, value: Value | undefined) => {
    const { [word]: _, ...others } = map;
    const next = value === undefined ? others : { ...others, [word]: value };
    set({ map: next });
  };
  return (
    <details open={known < words.length}>
      <summary>{t('import.words', { known, count: words.length })}</summary>
      <ul className="import-words">
        {words.map((word) => (
          <li key={word}>
            <span>{word}</span>
            <select
              aria-label={t('import.word-of', { word, field: field.label })}
              value={String(map[word] ?? '')}
              onChange={({ currentTarget }) => put(word, optionOf(field, currentTarget.value))}
            >
              <option value="">
                <Fate field={field} own={own} word={word} />
              </option>
              <Options field={field} />
            </select>
          </li>
        ))}
        <li>
          <span>{t('import.other-words')}</span>
          <select
            aria-label={t('import.word-of', { word: t('import.other-words'), field: field.label })}
            value={own.unmapped ?? 'keep'}
            onChange={({ currentTarget }) => set({ unmapped: currentTarget.value as 'keep' })}
          >
            <option value="keep">{t('import.unmapped.keep')}</option>
            <option value="refuse">{t('import.refuse-word')}</option>
            <option value="default">{t('import.unmapped.default')}</option>
          </select>
        </li>
        <AddWord complete={complete} add={(word) => put(wordAsMapped(word), field.options[0]?.value)} />
      </ul>
    </details>
  );
}

/** What becomes of a word that has no meaning of its own. */
function Fate({ field, own, word }: { field: ImportField; own: FieldMapping; word: string }) {
  const { t } = useText();
  const label = useOptionLabel(field);
  if (own.unmapped === 'default') return t('import.unmapped.default');
  const digits = field.kind === 'level' ? (/^(\d+)(?:\s*[-–—:.)(]\s*\D.*)?$/.exec(word)?.[1] ?? word) : word;
  const option = field.options.find(({ value }) => wordAsMapped(String(value)) === digits);
  if (own.unmapped === 'refuse' || !option) return t('import.refuse-word');
  return t('import.as-it-is', { value: label(option) });
}

/** A word that the file's beginning does not show. */
export function AddWord({ complete, add }: { complete: boolean; add(word: string): void }) {
  const { t } = useText();
  const id = useId();
  const [word, setWord] = useState('');
  if (complete) return null;
  return (
    <li>
      <input
        id={id}
        aria-label={t('import.add-word')}
        placeholder={t('import.add-word')}
        value={word}
        maxLength={200}
        onChange={({ currentTarget }) => setWord(currentTarget.value)}
      />
      <button
        type="button"
        className="quiet-button"
        disabled={word.trim() === ''}
        onClick={() => {
          add(word.trim());
          setWord('');
        }}
      >
        {t('import.add')}
      </button>
    </li>
  );
}
