import { splitList, statementsOf } from './statements.ts';

/** A statement that would hurt an installation which is in use. */
export interface Danger {
  line: number;
  says: string;
}

/**
 * Looks for what rewrites a large table, holds a long lock, or breaks the release that still runs beside the new one.
 * The list is that of the `strong_migrations` gem, as far as it concerns PostgreSQL 15 and newer. Tables that the file
 * itself creates are empty and may be treated as one likes. A statement is let through where the line before it says
 * why: `-- safe: at most a hundred rows`.
 */
export function lintMigration(sql: string): Danger[] {
  const fresh = new Set<string>();
  const unvalidated = new Set<string>();
  const found: Danger[] = [];
  for (const { text, line, safe } of statementsOf(sql)) {
    const created = /^create (?:unlogged |temp(?:orary)? )?table (?:if not exists )?([\w.]+)/.exec(text)?.[1];
    if (created) fresh.add(bare(created));
    if (safe !== null && safe.length >= 10) continue;
    for (const says of dangersOf(text, fresh, unvalidated)) found.push({ line, says });
  }
  return found;
}

const bare = (name: string) => name.replace(/^public\./, '');

function dangersOf(text: string, fresh: ReadonlySet<string>, unvalidated: Set<string>): string[] {
  const alter = /^alter table (?:if exists )?(?:only )?([\w.]+) ?\*? (.+)$/.exec(text);
  if (alter) {
    const table = bare(alter[1] as string);
    if (fresh.has(table)) return [];
    return splitList(alter[2] as string).flatMap((action) => alterDangers(action, table, unvalidated));
  }
  return otherDangers(text, fresh);
}

const volatile = /\b(gen_random_uuid|uuid_generate_v\d\w*|uuidv[47]|random|clock_timestamp|timeofday|nextval)\s*\(/;

function alterDangers(action: string, table: string, unvalidated: Set<string>): string[] {
  const notValid = /\bnot valid$/.test(action);
  if (
    /^add (column )?(if not exists )?\w+ /.test(action) &&
    !/^add (constraint|check|foreign|unique|primary|exclude)\b/.test(action)
  ) {
    return addColumn(action, table);
  }
  if (/^add\b/.test(action)) {
    const name = /^add constraint (\w+)/.exec(action)?.[1];
    if (notValid && name) unvalidated.add(name);
    if (/\bforeign key\b/.test(action) && !notValid) {
      return [
        `a foreign key on ${table} is checked under a lock on both tables: add it "not valid", validate it in a later migration`,
      ];
    }
    if (/\bcheck \(/.test(action) && !notValid) {
      return [
        `a check on ${table} reads the whole table under a lock: add it "not valid", validate it in a later migration`,
      ];
    }
    if (/\b(unique|primary key)\b/.test(action) && !/ using index /.test(action)) {
      return [
        `a unique constraint on ${table} builds its index under a lock: create the index concurrently, then add it "using index"`,
      ];
    }
    if (/\bexclude\b/.test(action)) return [`an exclusion constraint on ${table} reads the whole table under a lock`];
    if (/ not null /.test(` ${action} `) && !notValid) return [setNotNull(table)];
    return [];
  }
  const validated = /^validate constraint (\w+)/.exec(action)?.[1];
  if (validated && unvalidated.has(validated)) {
    return [
      `${validated} is validated in the migration that adds it, so that the lock lasts for both: use a later one`,
    ];
  }
  if (/^alter (column )?\w+ (set data )?type\b/.test(action)) {
    return [`a new type for a column of ${table} rewrites the table: add a column, fill it, and read the new one`];
  }
  if (/^alter (column )?\w+ set not null\b/.test(action)) return [setNotNull(table)];
  if (/^alter (column )?\w+ (set expression|add generated)\b/.test(action)) return [`this rewrites ${table}`];
  if (/^drop (column )?(if exists )?\w+/.test(action) && !/^drop constraint\b/.test(action)) {
    return [
      `the release that still runs reads the dropped column of ${table}: stop reading it in one release, drop it in the next`,
    ];
  }
  if (/^rename\b/.test(action)) {
    return [
      `the release that still runs knows ${table} and its columns by the old name: add the new one, fill it, drop the old one later`,
    ];
  }
  if (/^set (logged|unlogged|tablespace|access method)\b/.test(action)) return [`this rewrites ${table} under a lock`];
  return [];
}

function setNotNull(table: string): string {
  return `"set not null" reads all of ${table} under a lock: first add a check (… is not null) "not valid", validate it, then set it with "-- safe:"`;
}

function addColumn(action: string, table: string): string[] {
  const found: string[] = [];
  const fills = /\bdefault\b/.test(action);
  const value = /\bdefault (.+)$/.exec(action)?.[1] ?? '';
  if (volatile.test(value))
    found.push(
      `a default that differs from row to row rewrites ${table}: add the column, then the default, then fill it in batches`,
    );
  if (/\b(big|small)?serial\b/.test(action) || / generated (always|by default) as identity\b/.test(action)) {
    found.push(`a column that numbers itself rewrites ${table}`);
  }
  if (/ generated always as \(/.test(action) && !/ virtual\b/.test(action)) {
    found.push(`a stored generated column rewrites ${table}`);
  }
  if (/\bnot null\b/.test(action) && !fills && !/ generated /.test(action) && !/serial\b/.test(action)) {
    found.push(`a column that must be filled, without a default, is refused by every row that ${table} has`);
  }
  if (/\bcheck \(/.test(action))
    found.push(`a check with a new column reads all of ${table} under a lock: add it "not valid" apart`);
  if (/\b(unique|primary key)\b/.test(action)) found.push(`a unique column builds its index on ${table} under a lock`);
  if (/\breferences\b/.test(action) && fills)
    found.push(`a reference with a default is checked for every row of ${table} under a lock`);
  if (/ json( |$)/.test(action)) found.push('json has no equality, so that select distinct fails: use jsonb');
  return found;
}

const others: readonly [RegExp, string][] = [
  [
    /^drop index (?!concurrently)/,
    'dropping an index waits for, and then blocks, everything on its table: drop it concurrently',
  ],
  [/^reindex (?!.*\bconcurrently\b)/, 'reindex blocks writes: do it concurrently'],
  [
    /^drop table\b/,
    'the release that still runs reads the dropped table: stop reading it in one release, drop it in the next',
  ],
  [
    /^drop (schema|view|materialized view|function|type|sequence)\b/,
    'the release that still runs may use what is dropped',
  ],
  [
    /^alter (schema|view|materialized view|sequence|index|type) .* rename\b/,
    'the release that still runs knows it by the old name',
  ],
  [/^truncate\b/, 'truncate empties a table under a lock'],
  [/^(vacuum full|cluster)\b/, 'this rewrites a table under a lock'],
  [/^lock (table )?/, 'an explicit lock on a table stops everybody'],
  [/^refresh materialized view (?!concurrently)/, 'refresh blocks readers: do it concurrently'],
  [
    /^update (?!.*\bwhere\b)/,
    'an update of every row holds its locks until the end and doubles the table: fill in batches, by a job',
  ],
  [/^delete from (?!.*\bwhere\b)/, 'a deletion of every row holds its locks until the end'],
  [
    /^do 'execute'/,
    'what a block builds and runs cannot be checked here: write the statements out, or say why with "-- safe:"',
  ],
];

function otherDangers(text: string, fresh: ReadonlySet<string>): string[] {
  const index = /^create (?:unique )?index (concurrently )?.*?\bon (?:only )?([\w.]+)/.exec(text);
  if (index && !index[1] && !fresh.has(bare(index[2] as string))) {
    return [`an index on ${bare(index[2] as string)} blocks writes while it is built: create it concurrently`];
  }
  const on = /^(?:update|delete from|drop table(?: if exists)?|truncate(?: table)?) (?:only )?([\w.]+)/.exec(text)?.[1];
  if (on && fresh.has(bare(on))) return [];
  return others.filter(([pattern]) => pattern.test(text)).map(([, says]) => says);
}
