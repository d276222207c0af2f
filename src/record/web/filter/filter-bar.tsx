import { useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import { Problem } from '#/platform/web/problem.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Translate } from '#/platform/web/texts.ts';
import { combined } from '#/engines/filter/combine.ts';
import type { FilterProblem } from '#/engines/filter/filter.ts';
import type { Names } from '#/record/shared/named.ts';
import type { TypeShape } from '../definitions.tsx';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';
import { partInWords, readFilter, writeFilter } from './read-filter.ts';
import { AddFilter } from './add-filter.tsx';
import { CompletionList } from './completion-list.tsx';
import { useCompletion } from './use-completion.ts';
import './filter-bar.css';

interface FilterBarProps {
  type: TypeShape;
  /** The filter in force, in the filter language. */
  value: string;
  names: Names;
  /** What the server refused about it. */
  error?: unknown;
  onChange(value: string): void;
  id?: string;
  /** What the bar is called; a filter, where nothing is said. */
  label?: string;
  placeholder?: string;
  /** The same filter with names in the place of ids, where it is known: typing goes on from that. */
  readable?: string | undefined;
  /** Whether somebody asks, whom `me` and `my.groups` mean: nobody does where the filter is a rule's. */
  asker?: boolean;
  /** In a form: what cannot be read is handed over as well, since saving would otherwise leave it out silently. */
  inForm?: boolean;
  /** The field for typing. */
  ref?: Ref<HTMLInputElement>;
}

/** A filter as chips, and as text that can be typed: the same language either way; a mistake is shown at its place. */
export function FilterBar(props: FilterBarProps) {
  const { type, value, names, error, onChange, id = 'filter', ref, asker = true, inForm = false } = props;
  const { t } = useText();
  const words = useWords();
  const [typed, setTyped] = useState<string | null>(null);
  const applied = useMemo(() => readFilter(type, value), [type, value]);
  const read = useMemo(() => (typed === null ? null : readFilter(type, typed)), [type, typed]);
  const problem = read && !read.ok ? read.problems[0] : undefined;
  const refused = typed === null && error instanceof Problem && error.code === 'bad-request' ? error.detail : null;

  const text = props.readable ?? value;
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => input.current as HTMLInputElement, []);
  const typeOn = () => {
    setTyped(text);
    // What is set into a field that has the cursor moves it to the end.
    input.current?.focus();
  };

  const apply = () => {
    if (typed === null || (!read?.ok && !inForm)) return;
    if (typed.trim() !== text.trim()) onChange(read?.ok ? writeFilter(read.parts) : typed);
    setTyped(null);
  };
  const completion = useCompletion({
    type,
    text: typed,
    asker,
    onText: (next, cursor) => {
      setTyped(next);
      // Once the field has the text: until then there is no such place in it.
      requestAnimationFrame(() => input.current?.setSelectionRange(cursor, cursor));
    },
  });
  const { suggestions } = completion;
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (completion.key(event)) return;
    if (event.key === 'Enter' && typed !== null) {
      // In a form: this ends the condition, and not the form.
      event.preventDefault();
      apply();
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      setTyped(null);
      event.currentTarget.blur();
    }
    if (event.key === 'Backspace' && (typed ?? '') === '' && applied.ok && applied.parts.length > 0) {
      event.preventDefault();
      setTyped(text);
    }
  };
  const chips = typed === null && applied.ok ? applied.parts : [];

  return (
    <div className="filter-bar">
      <Icon name="filter" />
      {chips.map((part, index) => {
        const said = partInWords(part, type, names, words, t);
        return (
          <span key={writeFilter([part])} className="filter-chip">
            <button type="button" onClick={typeOn} title={t('filter.change')}>
              {said}
            </button>
            <button
              type="button"
              aria-label={t('filter.remove', { part: said })}
              onClick={() => onChange(writeFilter(chips.toSpliced(index, 1)))}
            >
              <Icon name="close" size={12} />
            </button>
          </span>
        );
      })}
      <input
        ref={input}
        className="filter-input"
        aria-label={props.label ?? t('filter.label')}
        aria-invalid={problem !== undefined || refused !== null}
        aria-describedby={`${id}-problem`}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={suggestions.length > 0}
        aria-controls={suggestions.length > 0 ? `${id}-suggestions` : undefined}
        aria-activedescendant={completion.at === null ? undefined : `${id}-suggestions-${completion.at}`}
        placeholder={chips.length === 0 ? (props.placeholder ?? t('filter.placeholder')) : ''}
        spellCheck={false}
        autoComplete="off"
        value={typed ?? (applied.ok ? '' : value)}
        onChange={(event) => {
          const given = event.target.value;
          // The first letter goes on from what is in force, unless a search is begun.
          const begun = typed === null && chips.length > 0;
          const next = begun ? `${props.readable ?? writeFilter(chips)} and ${given}` : given;
          setTyped(next);
          completion.look(begun ? next.length : (event.target.selectionStart ?? next.length));
        }}
        onSelect={({ currentTarget }) => completion.look(currentTarget.selectionStart ?? currentTarget.value.length)}
        onKeyDown={keys}
        onBlur={apply}
      />
      {suggestions.length > 0 ? (
        <CompletionList
          id={`${id}-suggestions`}
          suggestions={suggestions}
          at={completion.at}
          onTake={completion.take}
        />
      ) : null}
      {problem && typed !== null && typed !== '' && suggestions.length === 0 ? (
        <code className="filter-problem">
          {typed.slice(0, problem.at)}
          <mark>{typed.slice(problem.at, problem.at + Math.max(problem.length, 1)) || '␣'}</mark>
          {typed.slice(problem.at + Math.max(problem.length, 1))}
        </code>
      ) : null}
      <span id={`${id}-problem`} className={refused || problem ? 'filter-why' : 'only-read'} role="status">
        {problem ? problemOf(problem, t) : (refused ?? '')}
      </span>
      {typed === null ? (
        <AddFilter
          type={type}
          asker={asker}
          onAdd={(...conditions) => {
            const parts = applied.ok ? conditions.reduce(combined, [...applied.parts]) : conditions;
            // What cannot be read stays as it was typed.
            onChange(applied.ok ? writeFilter(parts) : `(${value}) and ${writeFilter(parts)}`);
          }}
        />
      ) : null}
      {value !== '' && typed === null ? (
        <button type="button" className="text-button" onClick={() => onChange('')}>
          {t('filter.clear')}
        </button>
      ) : null}
    </div>
  );
}

/** Why a filter cannot be read; with what was probably meant, where that is known. */
export function problemOf({ code, params }: FilterProblem, t: Translate): string {
  return t(params['suggestion'] === undefined ? code : `${code}-near`, params);
}
