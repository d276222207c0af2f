import type { ReactNode } from 'react';
import { useText } from '#/platform/web/texts.ts';

/** The row of fields under a list that stands beside a record, by which something is added to it. */
export function AddForm({ onAdd, children }: { onAdd(): Promise<void>; children: ReactNode }) {
  const { t } = useText();
  return (
    <form
      className="beside-form"
      onSubmit={(event) => {
        event.preventDefault();
        void onAdd();
      }}
    >
      {children}
      <button type="submit" className="quiet-button">
        {t('record.add')}
      </button>
    </form>
  );
}
