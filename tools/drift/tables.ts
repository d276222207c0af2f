/** A table as the database has it. */
export interface Table {
  columns: Map<string, { type: string; nullable: boolean; generated: string | null; default: string | null }>;
  /** Conditions of its checks, as PostgreSQL writes them. */
  checks: string[];
  /** `column → table` of its foreign keys. */
  references: Map<string, string>;
  /** Columns that are unique alone, and over all rows. */
  unique: Set<string>;
  /** Staff and the worker may read and write it. */
  granted: boolean;
  /** Row-level security is on, for the owner too. */
  walled: boolean;
  /** The program that keeps its search documents, where those are in a table of their own. */
  document: string | null;
}

type Query = <T>(sql: string) => Promise<T[]>;

const writers = "array['mainstay_staff', 'mainstay_relay']";

/** The sequences of the schema `public` that staff and the worker may number records by. */
export async function readSequences(query: Query): Promise<ReadonlySet<string>> {
  const rows = await query<{ name: string }>(`
    select relname as name from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
      and (select bool_and(has_sequence_privilege(role, oid, 'usage')) from unnest(${writers}) role)`);
  return new Set(rows.map(({ name }) => name));
}

/** Reads the tables of the schema `public`. */
export async function readTables(query: Query): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>();
  const classes = await query<{ name: string; granted: boolean; walled: boolean; document: string | null }>(`
    select relname as name, relrowsecurity and relforcerowsecurity as walled,
      (select bool_and(has_table_privilege(role, pg_class.oid, privilege))
        from unnest(${writers}) role, unnest(array['select', 'insert', 'update']) privilege) as granted, (select prosrc from pg_trigger
      join pg_proc on pg_proc.oid = tgfoid where tgrelid = pg_class.oid and proname = 'document_' || relname) as document
    from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`);
  for (const { name, ...about } of classes) {
    tables.set(name, { columns: new Map(), checks: [], references: new Map(), unique: new Set(), ...about });
  }
  const columns = await query<
    Record<'table' | 'name' | 'type', string> & {
      nullable: boolean;
      expression: string | null;
      generated: boolean;
    }
  >(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      not a.attnotnull as nullable, pg_get_expr(d.adbin, d.adrelid) as expression, a.attgenerated <> '' as generated
    from pg_attribute a join pg_class c on c.oid = a.attrelid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`);
  for (const { table, name, type, nullable, expression, generated } of columns) {
    const words = { generated: generated ? expression : null, default: generated ? null : expression };
    tables.get(table)?.columns.set(name, { type, nullable, ...words });
  }
  const constraints = await query<{ table: string; kind: string; text: string; columns: string[]; to: string | null }>(`
    select c.relname as table, k.contype::text as kind, pg_get_constraintdef(k.oid) as text, f.relname as to,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = k.conrelid and a.attnum = any (k.conkey)) as columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid left join pg_class f on f.oid = k.confrelid
    where c.relnamespace = 'public'::regnamespace and k.contype in ('c', 'f', 'u', 'p')`);
  for (const { table, kind, text, columns: on, to } of constraints) {
    const found = tables.get(table);
    const [column] = on ?? [];
    if (!found) continue;
    if (kind === 'c') found.checks.push(text);
    else if (kind === 'f' && column && to) found.references.set(column, to);
    else if (on?.length === 1 && column) found.unique.add(column);
  }
  return tables;
}
