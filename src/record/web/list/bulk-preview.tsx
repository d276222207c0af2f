import { useEffect, useRef } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import { fieldOf } from '../definitions.tsx';
import type { TypeShape } from '../definitions.tsx';
import { useWords } from '../words.ts';

/** What is, or would be, of one record of a bulk change. */
export interface BulkResult {
  id: string;
  ok: boolean;
  number?: string;
  state?: string;
  changed?: string[];
  changes?: Readonly<Record<string, [unknown, unknown]>>;
  warnings?: string[];
  detail?: string;
  fields?: Readonly<Record<string, string>>;
}

interface BulkPreviewProps {
  type: TypeShape;
  results: readonly BulkResult[];
  names: Names;
  title: string;
  /** What a record is called that was refused before anything of it was known. */
  nameOf(id: string): string;
}

/** What would happen to each record, from what to what; and how many would be refused, and why. */
export function BulkPreview({ type, results, names, title, nameOf }: BulkPreviewProps) {
  const { t } = useText();
  const done = results.filter(({ ok }) => ok);
  const refused = reasons(results.filter(({ ok }) => !ok));
  const region = useRef<HTMLDivElement>(null);
  // The button that asked for it is gone: by the keyboard one reads on here, and what does it is the next stop.
  useEffect(() => region.current?.focus(), []);
  return (
    <div ref={region} className="bulk-preview" role="region" aria-label={t('list.bulk-preview')} tabIndex={0}>
      <p>{title}</p>
      {refused.length > 0 ? (
        <ul className="bulk-refused">
          {refused.map(({ why, ids }) => (
            <li key={why} data-ok={false}>
              <strong>{t('list.bulk-refused', { count: ids.length })}</strong> {why}{' '}
              <small>{ids.map(nameOf).join(', ')}</small>
            </li>
          ))}
        </ul>
      ) : null}
      <ul>
        {done.map((one) => (
          <li key={one.id} data-ok>
            <strong>{one.number ?? nameOf(one.id)}</strong>
            <Changes type={type} result={one} names={names} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Changes({ type, result, names }: { type: TypeShape; result: BulkResult; names: Names }) {
  const { t } = useText();
  const words = useWords();
  const said = (name: string, value: unknown) => {
    const field = fieldOf(type, name);
    return (field && words.value(field, value, names)) || t('record.nothing');
  };
  const changes = Object.entries(result.changes ?? {});
  return (
    <>
      {changes.length === 0 ? <span className="bulk-none"> {t('list.bulk-no-change')}</span> : null}
      <ul className="bulk-changes">
        {changes.map(([name, [before, after]]) => (
          <li key={name}>
            <span>{words.label(type, name)}:</span> <del>{said(name, before)}</del> <span aria-hidden="true">→</span>{' '}
            <ins>{said(name, after)}</ins>
          </li>
        ))}
        {(result.warnings ?? []).map((warning) => (
          <li key={warning} className="bulk-warning">
            {warning}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The refused ones by why: what stands at fields says more than that something is wrong with some. */
function reasons(refused: readonly BulkResult[]): { why: string; ids: string[] }[] {
  const found = new Map<string, string[]>();
  for (const { id, detail, fields = {} } of refused) {
    const why = Object.values(fields).join(' ') || (detail ?? '');
    found.set(why, [...(found.get(why) ?? []), id]);
  }
  return [...found].map(([why, ids]) => ({ why, ids })).toSorted((a, b) => b.ids.length - a.ids.length);
}
