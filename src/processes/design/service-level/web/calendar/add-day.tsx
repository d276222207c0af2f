import { useState } from 'react';
import { useText } from '#/platform/web/texts.ts';

/** A day to be added to a list of days: its date, YYYY-MM-DD, and its name. `refuse`: it cannot be added as it stands. */
export function AddDay(props: {
  label: string;
  refuse(date: string, name: string): boolean;
  onAdd(date: string, name: string): void;
}) {
  const { label, refuse, onAdd } = props;
  const { t } = useText();
  const [date, setDate] = useState('');
  const [name, setName] = useState('');
  const called = name.trim();
  return (
    <div className="calendar-add">
      <label>
        <span>{t('admin.calendar.date')}</span>
        <input type="date" value={date} onChange={({ target }) => setDate(target.value)} />
      </label>
      <label>
        <span>{t('admin.calendar.name')}</span>
        <input value={name} maxLength={100} onChange={({ target }) => setName(target.value)} />
      </label>
      <button
        type="button"
        className="quiet-button"
        disabled={date === '' || refuse(date, called)}
        onClick={() => {
          onAdd(date, called);
          setDate('');
          setName('');
        }}
      >
        {label}
      </button>
    </div>
  );
}
