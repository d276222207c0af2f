import { useState } from 'react';
import { TextInput } from '@mantine/core';
import { del, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import { useBeside } from '#/record/web/beside/use-beside.ts';
import { AddForm } from '#/record/web/beside/add-form.tsx';
import { Section } from '#/record/web/beside/section.tsx';
import { useChange } from '#/record/web/beside/use-change.ts';
import type { Spent } from '#/capabilities/time-spent/shared/spent.ts';
import type { Names } from '#/record/shared/named.ts';

interface TimeAnswer {
  rows: readonly Spent[];
  total: number;
  names: Names;
}

/** The time that was spent on it. */
export function TimeSpent({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const { t } = useText();
  const formats = useFormats();
  const { session } = useSession();
  const { data } = useBeside<TimeAnswer>(id, 'time');
  const { change } = useChange(id);
  const [minutes, setMinutes] = useState('');
  const [comment, setComment] = useState('');
  const total = data?.total ?? 0;
  const add = async () => {
    const spent = Number(minutes);
    if (!(spent > 0)) return;
    if (await change(() => post(`/items/${id}/time`, { minutes: spent, comment: comment.trim() || null }))) {
      setMinutes('');
      setComment('');
    }
  };
  return (
    <Section title={t('time.title')} count={total === 0 ? undefined : formats.duration(total * 60_000)}>
      <ul className="beside-list">
        {(data?.rows ?? []).map((one) => (
          <li key={one.id}>
            {formats.duration(one.minutes * 60_000)}{' '}
            <small>{[data?.names[one.person]?.title, one.comment].filter(Boolean).join(' · ')}</small>
            {one.person === session?.person.id ? (
              <RemoveButton
                className="beside-end"
                size={12}
                name={formats.duration(one.minutes * 60_000)}
                onClick={() => void change(() => del(`/items/${id}/time/${one.id}`))}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {mayEdit ? (
        <AddForm onAdd={add}>
          <TextInput
            size="xs"
            type="number"
            min={1}
            max={1440}
            label={t('time.minutes')}
            value={minutes}
            onChange={({ target }) => setMinutes(target.value)}
          />
          <TextInput
            size="xs"
            label={t('time.comment')}
            maxLength={500}
            value={comment}
            onChange={({ target }) => setComment(target.value)}
          />
        </AddForm>
      ) : null}
    </Section>
  );
}
