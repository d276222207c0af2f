import { quote } from '#/platform/database/build.ts';
import type { Statement } from '#/platform/database/build.ts';
import { wholeOf } from '#/platform/database/pools.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from './context.ts';
import type { RecordType } from './kit.ts';
import type { Row } from './commit/commit.ts';
import { runRead, withFace } from './context.ts';
import { selection } from './read/columns.ts';

/**
 * What administrators set up, remembered by a process until the configuration epoch moves. Read without the actor's
 * predicate: rules hold for everybody, whoever may look at them.
 */
export interface Configuration {
  epoch: number;
  /** Rows of a configuration kind that are in use, or all of them. */
  rows(kind: string, which?: 'active' | 'all'): Promise<readonly Row[]>;
  /** One row by its id, in use or not. */
  find(kind: string, id: string | null | undefined): Promise<Row | undefined>;
  /** Something worked out from the configuration, once an epoch. */
  derive<T>(key: string, make: () => Promise<T>): Promise<T>;
}

const remembered = new WeakMap<Context['db'], Configuration>();
const uncommitted = new WeakMap<Runner, Configuration>();
const epochs = new WeakMap<Context['request'], number>();

/** The configuration as of this request. One small read per request finds out whether it moved. */
export async function configurationOf(ctx: Context): Promise<Configuration> {
  const epoch = epochs.get(ctx.request) ?? (await readEpoch(ctx));
  epochs.set(ctx.request, epoch);
  // A request that joins a transaction has a view of the database of its own; what is remembered is the database's.
  const db = wholeOf(ctx.db);
  const known = remembered.get(db);
  if (known?.epoch === epoch) return known;
  if (ctx.tx && (await readEpoch({ ...ctx, db, tx: undefined })) !== epoch) return within(ctx, ctx.tx, epoch);
  const fresh = createConfiguration(ctx, epoch, (statement) => db.read({ kind: 'staff' }, statement));
  remembered.set(db, fresh);
  return fresh;
}

/** What a transaction itself has changed and not committed is for that transaction alone. */
function within(ctx: Context, tx: Runner, epoch: number): Configuration {
  const known = uncommitted.get(tx);
  if (known?.epoch === epoch) return known;
  const fresh = createConfiguration(ctx, epoch, (statement) => tx.query(statement));
  uncommitted.set(tx, fresh);
  return fresh;
}

/** Forgets what this request believes: after a commit that changed configuration within the same request. */
export function forgetEpoch(ctx: Context): void {
  epochs.delete(ctx.request);
}

async function readEpoch(ctx: Context): Promise<number> {
  const [row] = await runRead<{ value: number }>(ctx, { sql: 'select value from epoch', parameters: [] });
  return row?.value ?? 0;
}

type Read = <T>(statement: Statement<T>) => Promise<T[]>;

function createConfiguration(from: Context, epoch: number, read: Read): Configuration {
  const { kit } = from;
  const tables = new Map<string, Promise<Map<string, Row>>>();
  const derived = new Map<string, Promise<unknown>>();

  const table = (kind: string) => {
    let rows = tables.get(kind);
    if (!rows) {
      const type = kit.types.get(kind);
      if (!type?.definition.configuration) throw new Error(`${kind} is no configuration`);
      rows = readAll(from, read, type);
      rows.catch(() => tables.delete(kind));
      tables.set(kind, rows);
    }
    return rows;
  };

  return {
    epoch,
    async rows(kind, which = 'active') {
      const all = [...(await table(kind)).values()];
      return which === 'all' ? all : all.filter((row) => row['state'] === 'active');
    },
    async find(kind, id) {
      return id ? (await table(kind)).get(id) : undefined;
    },
    derive<T>(key: string, make: () => Promise<T>): Promise<T> {
      let value = derived.get(key) as Promise<T> | undefined;
      if (!value) {
        value = make();
        value.catch(() => derived.delete(key));
        derived.set(key, value);
      }
      return value;
    },
  };
}

async function readAll(ctx: Context, read: Read, type: RecordType): Promise<Map<string, Row>> {
  const order = type.columns.some(({ column }) => column === 'position') ? 'r.position, r.number' : 'r.number';
  const rows = await read<Row>({
    sql: `select ${selection(withFace(ctx, 'workspace'), type, 'r')} from ${quote(type.table)} r order by ${order}`,
    parameters: [],
  });
  return new Map(rows.map((row) => [row['id'] as string, row]));
}
