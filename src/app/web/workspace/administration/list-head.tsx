import type { ReactNode } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { Row } from '#/record/web/records.ts';

/** The address of a record's page. */
export const useHref = (type: TypeShape) => (row: Row) => `/work/administration/${type.plural}/${row.number}`;

/** What is listed, in a sentence, and the way to a new one. */
export function ListHead({ type, children }: { type: TypeShape; children?: ReactNode }) {
  const { t } = useText();
  const key = `admin.about.${type.plural}`;
  const about = t(key);
  return (
    <header className="admin-head">
      <div>
        <h1>{type.labelMany}</h1>
        {about === key ? null : <p>{about}</p>}
      </div>
      {children}
      {type.create === null ? null : (
        <Button
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          renderRoot={(props) => (
            <Link {...props} to={`/administration/${type.plural}/new` as never} search={{} as never} />
          )}
        >
          {t('admin.new')}
        </Button>
      )}
    </header>
  );
}
