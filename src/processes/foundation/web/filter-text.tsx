import { useId, useState } from 'react';
import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { problemOf } from '#/record/web/filter/filter-bar.tsx';
import { useSettled } from '#/record/web/form/record-picker.tsx';
import { useChecked } from './use-checked.ts';
import './filter-text.css';

interface Words {
  fields: readonly { name: string; type: string; values?: readonly string[]; to?: string }[];
  conditions: readonly string[];
}

export interface FilterTextProps {
  label: string;
  /** The kind of record that the filter is about. */
  kind: string;
  /** Whether the filter may say `me` and `my.groups`: of whoever holds the role. */
  asker: 'nobody' | 'holder';
  value: string;
  error?: string | undefined;
  onChange(text: string): void;
}

const hasId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/**
 * A filter that is kept, as text. The server reads it while it is typed, as it will when it is saved, and says what is
 * wrong and where. Records are called by their names; what is stored is their ids.
 */
export function FilterText({ label, kind, asker, value, error, onChange }: FilterTextProps) {
  const { t } = useText();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const asked = useSettled(typed ?? value, 250);
  const { data, isPending } = useChecked(kind, asker, asked);
  // Ids are shown only where the server cannot say what they are called.
  const inNames = data?.readable ?? (isPending ? '' : value);
  const stored = typed === null && hasId.test(value) ? inNames : value;
  const reading = typed === null && hasId.test(value) && isPending;
  const shown = typed ?? stored;
  const problem = asked.trim() !== '' && (typed ?? value).trim() !== '' ? data?.problems[0] : undefined;
  const said = problem && problemOf(problem, t);
  return (
    <div className="filter-text">
      <Textarea
        size="xs"
        id={id}
        label={label}
        classNames={{ input: 'filter-text-input' }}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        placeholder={t('admin.filter.everything')}
        error={said ?? error}
        aria-busy={reading}
        readOnly={reading}
        value={shown}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(target.value);
        }}
      />
      {problem ? (
        <code className="filter-text-place" aria-hidden="true">
          {asked.slice(0, problem.at)}
          <mark>{asked.slice(problem.at, problem.at + Math.max(problem.length, 1)) || '␣'}</mark>
          {asked.slice(problem.at + Math.max(problem.length, 1))}
        </code>
      ) : null}
    </div>
  );
}

/** What a filter about a kind of record may say. */
export function FilterHelp({ kind }: { kind: string }) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ['filter-words', kind],
    enabled: open,
    staleTime: Infinity,
    queryFn: ({ signal }) => get<Words>(`/filters/${kind}`, {}, signal),
  });
  return (
    <details className="filter-text-help" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('admin.filter.help')}</summary>
      <p>
        <code>priority &lt;= 2 and category = 'Network'</code>
        <br />
        <code>service in ('E-mail', 'VPN') or impact = 1</code>
      </p>
      <dl>
        {data?.fields.map(({ name, type, values, to }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {values
                ? values.join(', ')
                : to
                  ? t('admin.filter.record', { kind: to })
                  : t(`admin.filter.type.${type}`)}
            </dd>
          </div>
        ))}
        {data?.conditions.map((name) => (
          <div key={name}>
            <dt>
              <code>is:{name}</code>
            </dt>
            <dd>{t(`filter.is.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
