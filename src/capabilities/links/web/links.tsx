import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { NativeSelect, TextInput } from '@mantine/core';
import { del, post } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import { useBeside } from '#/record/web/beside/use-beside.ts';
import { AddForm } from '#/record/web/beside/add-form.tsx';
import { Section } from '#/record/web/beside/section.tsx';
import { useChange } from '#/record/web/beside/use-change.ts';
import type { Link as LinkRow } from '#/capabilities/links/shared/link.ts';

interface LinksProps {
  id: string;
  mayEdit: boolean;
  /** Where a record is read; null for one that has no page. */
  hrefOf(record: LinkRow['record']): string | null;
}

const linkKinds = ['relates', 'duplicates', 'caused-by', 'blocks', 'parent'] as const;

/** Links to any record, in both directions. */
export function Links({ id, mayEdit, hrefOf }: LinksProps) {
  const { t } = useText();
  const { data } = useBeside<{ rows: readonly LinkRow[] }>(id, 'links');
  const { change } = useChange(id);
  const [number, setNumber] = useState('');
  const [kind, setKind] = useState<string>('relates');
  const add = async () => {
    if (number.trim() && (await change(() => post(`/items/${id}/links`, { number: number.trim(), kind }))))
      setNumber('');
  };
  const rows = data?.rows ?? [];
  return (
    <Section title={t('links.title')} count={rows.length}>
      <ul className="beside-list">
        {rows.map(({ id: link, kind: of, direction, record }) => (
          <li key={link}>
            <small>{t(`link.${of}.${direction}`)}</small>
            {hrefOf(record) ? (
              <Link to={hrefOf(record) as never}>
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
            label={t('links.number')}
            placeholder="INC0000001"
            value={number}
            onChange={({ target }) => setNumber(target.value)}
          />
          <NativeSelect
            size="xs"
            label={t('links.kind')}
            value={kind}
            onChange={({ target }) => setKind(target.value)}
            data={linkKinds.map((value) => ({ value, label: t(`link.${value}.out`) }))}
          />
        </AddForm>
      ) : null}
    </Section>
  );
}
