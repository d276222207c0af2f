import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fold } from '#/base/fold.ts';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { keysInWords, useAllActions } from '#/platform/web/actions.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { useSettled } from '#/record/web/form/record-picker.tsx';
import { placeOf } from './place-of.ts';

interface Hit {
  id: string;
  kind: string;
  number: string;
  title: string;
  state: string;
}

interface Entry {
  key: string;
  label: string;
  hint: string;
  keys?: string | undefined;
  run(): void;
}

/** Any record by its number or words, any action of the page, any page. */
export function Palette({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { t } = useText();
  return (
    <Modal.Root opened={opened} onClose={onClose} size="lg" yOffset="10vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.label')}>
        <Modal.Body p={0}>
          <Search onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Search({ onClose }: { onClose(): void }) {
  const { t } = useText();
  const types = useTypes();
  const navigate = useNavigate();
  const actions = useAllActions();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const asked = useSettled(typed.trim(), 120);
  const number = /^[a-z]{2,4}\d+$/i.test(typed.trim()) ? typed.trim().toUpperCase() : null;
  const { data: hits = [], isFetching } = useQuery({
    queryKey: ['search', asked],
    enabled: asked.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await get<{ rows: readonly Hit[] }>('/search', { q: asked, limit: 12 }, signal)).rows,
  });
  const open = (kind: string, target: string) => {
    void navigate({ to: placeOf(kind, types.kind(kind)?.plural, target) as never, search: {} as never });
  };
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const matching: Entry[] = actions
    .filter((action) => !action.quiet && words.every((word) => fold(action.label).includes(word)))
    .map(({ id: key, label, group, keys, run }) => ({ key, label, hint: group, keys, run }));
  const found = (asked.length >= 2 && typed.trim() !== '' ? hits : []).map((hit) => ({
    key: hit.id,
    number: hit.number,
    label: `${hit.number} ${hit.title}`,
    hint: kindOf(hit, types.kind(hit.kind)),
    run: () => open(hit.kind, hit.number),
  }));
  // A whole number opens at once, whether the search has answered or not: leading zeros may be left out.
  const type = number ? types.all.find(({ prefix }) => number.replace(/\d+$/, '') === prefix) : undefined;
  const whole = number && type ? `${type.prefix}${number.slice(type.prefix.length).padStart(7, '0')}` : null;
  const direct =
    whole && type
      ? [
          {
            key: 'number',
            label: t('palette.open', { number: whole }),
            hint: type.label,
            run: () => open(type.name, whole),
          },
        ]
      : [];
  const entries: Entry[] = number
    ? [...direct, ...found.filter((one) => one.number !== whole), ...matching]
    : [...matching.slice(0, words.length === 0 ? 30 : 8), ...found];
  useEffect(() => {
    // Newer browsers answer with a promise, which is nothing to clean up with.
    void list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    // After the dialog has given the focus back.
    setTimeout(entry.run, 0);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') choose(entries[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="palette">
      <input
        // At once: whoever presses Ctrl K goes on typing.
        autoFocus
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={entries[at] ? `${id}-${at}` : undefined}
        aria-label={t('palette.label')}
        placeholder={t('palette.hint')}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
        onKeyDown={keys}
      />
      <div ref={list} id={id} className="palette-list" role="listbox" aria-label={t('palette.label')}>
        {entries.map((entry, index) => (
          // The field above takes the keys.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={entry.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => choose(entry)}
            onMouseMove={() => setAt(index)}
          >
            <span>{entry.label}</span>
            <small>{entry.hint}</small>
            {entry.keys ? <kbd>{keysInWords(entry.keys).join(' ')}</kbd> : null}
          </div>
        ))}
      </div>
      {entries.length === 0 ? <p role="status">{isFetching ? t('web.loading') : t('palette.nothing')}</p> : null}
    </div>
  );
}

/** What a record is and how it stands, where that says more than that it is in use. */
function kindOf(hit: Hit, type: TypeShape | undefined): string {
  if (!type) return hit.kind;
  const tells = type.states.length > 2 || hit.state !== type.start;
  const state = tells ? type.states.find(({ name }) => name === hit.state)?.label : undefined;
  return state === undefined ? type.label : `${type.label} · ${state}`;
}
