import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { fieldOf } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';
import type { Names } from '#/record/shared/named.ts';

const none: readonly string[] = [];

interface ChangeWordsProps {
  type: TypeShape;
  entry: TimelineEntry;
  names: Names;
  /** Fields that are shown elsewhere, in full. */
  without?: readonly string[];
}

/** Who did what to a record, and what each field was before and after. */
export function ChangeWords({ type, entry, names, without = none }: ChangeWordsProps) {
  const { t } = useText();
  const words = useWords();
  const changes = Object.entries(entry.changes ?? {}).flatMap(([name, values]) => {
    const field = fieldOf(type, name);
    return field && !without.includes(name) ? [{ field, values }] : [];
  });
  const said = type.steps.find(({ name }) => name === entry.action)?.label;
  // Which clock it was, and how far: an entry of a clock says both.
  const about = { clock: String(entry.facts?.['clock'] ?? ''), percent: Number(entry.facts?.['percent'] ?? 0) };
  // A process has words of its own for what it does; what any record can do is said here.
  const own = [`${type.name}.action.${entry.action}`, `history.action.${entry.action}`].find(
    (key) => t(key, about) !== key,
  );
  const action = own ? t(own, about) : (said ?? entry.action);
  return (
    <span>
      <strong>{entry.actor.name ?? t('history.system')}</strong> {action}
      {entry.action === 'create'
        ? null
        : changes.map(({ field, values: [before, after] }) => {
            const old = words.value(field, before, names);
            return (
              <span key={field.name} className="change-field">
                {field.label || words.label(type, field.name)}: {old ? <del>{old.slice(0, 120)}</del> : null}{' '}
                {words.value(field, after, names).slice(0, 200) || t('record.nothing')}
              </span>
            );
          })}
      {entry.facts ? <About facts={entry.facts} names={names} /> : null}
      {entry.facts ? <Beside facts={entry.facts} /> : null}
      {entry.withdrawn ? <em> {t('history.withdrawn')}</em> : null}
    </span>
  );
}

/** What an import kept beside the fields: the words of the tool that a case came from. For staff alone. */
function Beside({ facts }: { facts: NonNullable<TimelineEntry['facts']> }) {
  const { recorded, source } = facts;
  const said = typeof recorded === 'string' && recorded !== '' ? [recorded] : [];
  const kept = typeof source === 'object' && source !== null ? Object.entries(source) : [];
  return [...said, ...kept.map(([name, value]) => `${name}: ${String(value)}`)].map((text) => (
    <span key={text} className="change-field">
      {text}
    </span>
  ));
}

/** What an action was about, where that is no field: a task, a link, minutes. */
const told = ['task', 'taskDone', 'taskReopened', 'taskRemoved', 'linked', 'unlinked', 'watcher', 'removedWatcher'];

function About({ facts, names }: { facts: NonNullable<TimelineEntry['facts']>; names: Names }) {
  const formats = useFormats();
  const minutes = facts['minutes'] ?? facts['removedMinutes'];
  const said = told.flatMap((key) => {
    const fact = Array.isArray(facts[key]) ? facts[key].at(-1) : facts[key];
    if (typeof fact !== 'string') return [];
    const named = names[fact];
    return named ? [named.kind === 'person' ? named.title : `${named.number} ${named.title}`] : [fact];
  });
  if (typeof minutes === 'number') said.push(formats.duration(minutes * 60_000));
  return said.length === 0 ? null : <span className="change-field">{said.join(', ')}</span>;
}
