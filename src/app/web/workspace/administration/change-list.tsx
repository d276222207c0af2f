import type { ReactNode } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { fieldOf } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import type { Names } from '#/record/shared/named.ts';
import { Condition } from '#/processes/foundation/web/condition.tsx';
import { aboutOf, isCondition } from './form-fields.ts';
import { linesOf } from './document-lines.ts';

/** So many lines of a document that changed are shown. */
const most = 12;

/** What changed, field by field: the value before and the value after; of a document the lines that differ. */
export function ChangeList(props: {
  type: TypeShape | undefined;
  changes: Readonly<Record<string, [unknown, unknown]>>;
  names: Names;
}) {
  const { type, changes, names } = props;
  const { t } = useText();
  const words = useWords();
  const said = (name: string, value: unknown): ReactNode => {
    if (type && isCondition(type, name)) return <Condition kind={aboutOf({})} text={String(value ?? '')} />;
    const field = type && fieldOf(type, name);
    const text = field
      ? words.value(field, value, names)
      : typeof value === 'object' && value !== null
        ? JSON.stringify(value)
        : String((value as string | null) ?? '');
    return text || t('record.nothing');
  };
  return (
    <ul className="admin-changes">
      {Object.entries(changes).map(([name, [before, after]]) => {
        const document = type && fieldOf(type, name)?.kind === 'json';
        return (
          <li key={name}>
            <span>{type ? words.label(type, name) : name}</span>
            {document ? (
              <Lines before={linesOf(before)} after={linesOf(after)} />
            ) : (
              <>
                <del>{said(name, before)}</del> <span aria-hidden="true">→</span> <ins>{said(name, after)}</ins>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Lines({ before, after }: { before: readonly string[]; after: readonly string[] }) {
  const { t } = useText();
  const gone = new Set(before.filter((line) => !after.includes(line)));
  const come = new Set(after.filter((line) => !before.includes(line)));
  const lines = [
    ...[...gone].map((line) => ['del', line] as const),
    ...[...come].map((line) => ['ins', line] as const),
  ];
  return (
    <div className="admin-lines">
      {lines
        .slice(0, most)
        .map(([how, line]) =>
          how === 'del' ? <del key={`- ${line}`}>{line}</del> : <ins key={`+ ${line}`}>{line}</ins>,
        )}
      {lines.length > most ? <span>{t('admin.more-lines', { count: lines.length - most })}</span> : null}
    </div>
  );
}
