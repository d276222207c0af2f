import { Link } from '@tanstack/react-router';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import type { ShortCase, ShortItem } from '#/processes/operation/incident/shared/beside.ts';
import { PriorityMark } from '#/record/web/parts/marks.tsx';

const to = (number: string) => `/incidents/${number}`;

/** Other cases of the same person. */
export function CasesOf({
  type,
  person,
  cases,
}: {
  type: TypeShape;
  person: string;
  cases: { open: readonly ShortCase[]; recent: readonly ShortCase[] };
}) {
  const { t } = useText();
  const words = useWords();
  const formats = useFormats();
  const all = [...cases.open, ...cases.recent];
  if (all.length === 0) return <p className="beside-line">{t('beside.no-cases')}</p>;
  return (
    <ul className="beside-list">
      {all.map((one) => (
        <li key={one.id}>
          <PriorityMark level={one.priority} bare />
          <Link to={to(one.number) as never}>
            {one.number} {one.title}
          </Link>
          <small>
            {words.state(type, one.state)} · {formats.relative(one.openedAt)}
          </small>
        </li>
      ))}
      <li>
        <Link to={'/' as never} search={{ filter: `affectedUser = '${person}'`, sort: '-openedAt' } as never}>
          {t('beside.all-cases')}
        </Link>
      </li>
    </ul>
  );
}

/** What a person works with. */
export function ItemsOf({ items }: { items: readonly ShortItem[] }) {
  const { t } = useText();
  if (items.length === 0) return <p className="beside-line">{t('beside.no-items')}</p>;
  return (
    <ul className="beside-list">
      {items.map((item) => (
        <li key={item.id}>
          <span>{item.name}</span>
          <small>{[item.number, item.serialNumber].filter(Boolean).join(' · ')}</small>
        </li>
      ))}
    </ul>
  );
}
