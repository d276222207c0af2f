import { useState } from 'react';
import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { useFirst } from '#/record/web/form/use-first.ts';
import { useSettled } from '#/record/web/form/record-picker.tsx';
import type { PersonHit } from '#/capabilities/search/shared/person-hit.ts';
import { VipMark } from '#/record/web/parts/marks.tsx';

/** Finds a caller by name, telephone number or e-mail address. */
export function PersonSearch(props: {
  label: string;
  name: string;
  error?: string | undefined;
  autoFocus?: boolean;
  onChoose(person: PersonHit | null): void;
}) {
  const { label, name, error, autoFocus, onChoose } = props;
  const { t } = useText();
  const [typed, setTyped] = useState<string | null>(null);
  const asked = useSettled((typed ?? '').trim(), 120);
  const combobox = useCombobox();
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['people', asked],
    enabled: asked.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await get<{ rows: readonly PersonHit[] }>('/search/people', { q: asked }, signal)).rows,
  });
  const hits = asked.length >= 2 ? (data ?? []) : [];
  const choose = (id: string) => {
    const person = hits.find((hit) => hit.id === id);
    if (!person) return;
    onChoose(person);
    setTyped(null);
    combobox.closeDropdown();
  };
  const keys = useFirst({
    combobox,
    typing: typed !== null && typed.trim().length >= 2,
    settled: asked === typed?.trim() && data !== undefined && !isPlaceholderData,
    first: hits[0]?.id,
    choose,
  });
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.Target>
        <TextInput
          size="sm"
          label={label}
          error={error}
          required
          autoFocus={autoFocus}
          placeholder={t('search.person-hint')}
          autoComplete="off"
          value={typed ?? name}
          onChange={({ target }) => {
            setTyped(target.value);
            if (target.value === '') onChoose(null);
            combobox.openDropdown();
          }}
          onKeyDownCapture={keys}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => {
            combobox.closeDropdown();
            setTyped(null);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked.length < 2}>
        <Combobox.Options aria-label={label} mah={320} style={{ overflowY: 'auto' }}>
          {hits.map((hit) => (
            <Combobox.Option key={hit.id} value={hit.id}>
              <strong>{hit.name}</strong> {hit.vip ? <VipMark /> : null}
              <span className="picker-hint">
                {[hit.title, hit.organisation, hit.phone, hit.email].filter(Boolean).join(' · ')}
              </span>
            </Combobox.Option>
          ))}
          {hits.length === 0 && data ? <Combobox.Empty>{t('record.pick-nothing')}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
