import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useText } from '#/platform/web/texts.ts';
import type { Translate } from '#/platform/web/texts.ts';
import { searchOf, useSearch } from '../data/services.ts';
import type { Hit } from '../data/services.ts';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icon.tsx';
import { go, Link } from '../shell/router.tsx';

interface Choice {
  key: string;
  icon: IconName;
  title: string;
  note: string;
  to: string;
}

/** Answers that are shown: what does not fit on a phone is found by another word. */
const most = 7;

/**
 * One search over services and my cases: links that appear while one types; what finds nothing becomes the title of a
 * report. Arrows walk through them, Enter opens the first.
 */
export function SearchBox() {
  const { t } = useText();
  const queries = useQueryClient();
  const id = useId();
  const box = useRef<HTMLElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const typed = text.trim();
  const words = useSettled(typed);
  const { data, isError, isFetching } = useSearch(words);
  const choices = open && typed.length > 1 ? choicesOf(typed, words.length > 1 ? data : undefined, t) : [];
  const pending = typed.length > 1 && (words !== typed || isFetching);
  const wantsFirst = useRef(false);
  useEffect(() => {
    if (pending || !wantsFirst.current) return;
    wantsFirst.current = false;
    box.current?.querySelector('a')?.focus();
  }, [pending]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setOpen(false);
      box.current?.querySelector('input')?.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || choices.length === 0) return;
    event.preventDefault();
    // Whoever is faster than the answer means its first line, not what stood there before it came.
    if (pending && step === 1 && event.target instanceof HTMLInputElement) {
      wantsFirst.current = true;
      return;
    }
    const stops = [...(box.current?.querySelectorAll<HTMLElement>('input, a') ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[(at + step + stops.length) % stops.length]?.focus();
  };

  /** Enter may come before the answer does. */
  const openFirst = async () => {
    const found = await queries.fetchQuery(searchOf(typed)).catch(() => []);
    const [first] = choicesOf(typed, found, t);
    if (first) go(first.to);
  };

  return (
    <search
      className="search"
      ref={box}
      onBlur={({ relatedTarget }) => setOpen(box.current?.contains(relatedTarget) ?? false)}
      onFocus={() => setOpen(true)}
    >
      <label className="only-read" htmlFor={id}>
        {t('portal.search.label')}
      </label>
      <Icon name="search" size={22} />
      <input
        id={id}
        className="search-input"
        type="text"
        enterKeyHint="search"
        autoComplete="off"
        placeholder={t('portal.search.placeholder')}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setOpen(true);
          wantsFirst.current = false;
        }}
        onKeyDown={(event) => {
          onKeyDown(event);
          if (event.key === 'Enter' && typed.length > 1) void openFirst();
        }}
      />
      {choices.length > 0 ? (
        <div className="search-list">
          {isError && words.length > 1 ? <p className="search-failed">{t('portal.search.failed')}</p> : null}
          <ul aria-label={t('portal.search.results')}>
            {choices.map(({ key, icon, title, note, to }) => (
              <li key={key}>
                <Link to={to} className="search-choice" onKeyDown={onKeyDown}>
                  <Icon name={icon} />
                  <span className="search-title">{title}</span>
                  <span className="search-note">{note}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <output className="only-read">
        {choices.length > 1 && !isFetching ? t('portal.search.count', { count: choices.length - 1 }) : ''}
      </output>
    </search>
  );
}

function choicesOf(typed: string, found: readonly Hit[] | undefined, t: Translate): Choice[] {
  const hits = found?.map(({ id, kind, number, title }): Choice => {
    if (kind !== 'service') return { key: id, icon: 'clock', title, note: number, to: `/cases/${number}` };
    const about = new URLSearchParams({ service: id, about: title });
    return { key: id, icon: 'broken', title, note: t('portal.search.service'), to: `/report?${about}` };
  });
  const report = t('portal.search.report', { words: typed });
  return [
    ...(hits ?? []).slice(0, most),
    { key: 'report', icon: 'broken', title: report, note: '', to: `/report?${new URLSearchParams({ title: typed })}` },
  ];
}

/** The value once typing has paused. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 150);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
