import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { NativeSelect, TextInput } from '@mantine/core';
import { del, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import { useSideList } from '../data/beside.ts';
import { AddForm } from './add-form.tsx';
import { Section } from './section.tsx';
import { useChange } from './use-change.ts';

interface PartProps {
  id: string;
  mayEdit: boolean;
}

const linkKinds = ['relates', 'duplicates', 'caused-by', 'blocks', 'parent'] as const;

/** Links to any record, in both directions. */
export function Links({ id, mayEdit }: PartProps) {
  const { t } = useText();
  const { data } = useSideList(id, 'links');
  const { change } = useChange(id);
  const [number, setNumber] = useState('');
  const [kind, setKind] = useState<string>('relates');
  const add = async () => {
    if (number.trim() && (await change(() => post(`/items/${id}/links`, { number: number.trim(), kind }))))
      setNumber('');
  };
  const rows = data?.rows ?? [];
  return (
    <Section title={t('beside.links')} count={rows.length}>
      <ul className="beside-list">
        {rows.map(({ id: link, kind: of, direction, record }) => (
          <li key={link}>
            <small>{t(`link.${of}.${direction}`)}</small>
            {record.kind === 'incident' ? (
              <Link to={`/incidents/${record.number}` as never}>
                {record.number} {record.title}
              </Link>
            ) : (
              <span>
                {record.number} {record.title}
              </span>
            )}
            {mayEdit ? (
              <RemoveButton
                className="beside-end"
                size={12}
                name={record.number}
                onClick={() => void change(() => del(`/items/${id}/links/${link}`))}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {mayEdit ? (
        <AddForm onAdd={add}>
          <TextInput
            size="xs"
            label={t('beside.link-number')}
            placeholder="INC0000001"
            value={number}
            onChange={({ target }) => setNumber(target.value)}
          />
          <NativeSelect
            size="xs"
            label={t('beside.link-kind')}
            value={kind}
            onChange={({ target }) => setKind(target.value)}
            data={linkKinds.map((value) => ({ value, label: t(`link.${value}.out`) }))}
          />
        </AddForm>
      ) : null}
    </Section>
  );
}

/** Who hears of it. */
export function Watchers({ id, mayEdit }: PartProps) {
  const { t } = useText();
  const { data } = useSideList(id, 'watchers');
  const { busy, change } = useChange(id);
  const rows = data?.rows ?? [];
  return (
    <Section title={t('beside.watchers')} count={rows.length}>
      <button
        type="button"
        className="quiet-button"
        disabled={busy || !data}
        onClick={() => void change(() => (data?.me ? del(`/items/${id}/watch`) : post(`/items/${id}/watch`)))}
      >
        <Icon name="eye" size={14} />
        {t(data?.me ? 'beside.unwatch' : 'beside.watch')}
      </button>
      <ul className="beside-list">
        {rows.map((one) => (
          <li key={`${one.id} ${one.reason}`}>
            {one.name}
            {mayEdit && one.reason === 'watcher' ? (
              <RemoveButton
                className="beside-end"
                size={12}
                name={one.name ?? ''}
                onClick={() => void change(() => del(`/items/${id}/watchers/${one.id}`))}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {mayEdit ? (
        <RecordPicker
          kind="person"
          label={t('beside.add-watcher')}
          value={null}
          names={{}}
          again
          onChange={(person) => person && void change(() => post(`/items/${id}/watchers`, { person }))}
        />
      ) : null}
    </Section>
  );
}

/** The time that was spent on it. */
export function TimeSpent({ id, mayEdit }: PartProps) {
  const { t } = useText();
  const formats = useFormats();
  const { session } = useSession();
  const { data } = useSideList(id, 'time');
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
    <Section title={t('beside.time')} count={total === 0 ? undefined : formats.duration(total * 60_000)}>
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
            label={t('beside.minutes')}
            value={minutes}
            onChange={({ target }) => setMinutes(target.value)}
          />
          <TextInput
            size="xs"
            label={t('beside.comment')}
            maxLength={500}
            value={comment}
            onChange={({ target }) => setComment(target.value)}
          />
        </AddForm>
      ) : null}
    </Section>
  );
}
