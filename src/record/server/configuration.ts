import { quote } from '#/platform/database/build.ts';
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

/** Whether a record of the configuration is there and not retired: what is not is passed over by every automatic choice. */
export function isInUse(row: Row | undefined): row is Row {
  return row?.['state'] === 'active';
}

/** What is remembered of one epoch; whoever asks reads what is missing, over their own connection. */
interface Memory {
  epoch: number;
  tables: Map<string, Promise<Map<string, Row>>>;
  derived: Map<string, Promise<unknown>>;
}

const remembered = new WeakMap<Context['db'], Memory>();
const uncommitted = new WeakMap<Runner, Memory>();
const epochs = new WeakMap<Context['request'], Epoch>();

interface Epoch {
  value: number;
  /** Raised by the very transaction that asks, and not committed. */
  own: boolean;
}

/**
 * The configuration as of this request. One small read per request finds out whether it moved. Inside a transaction
 * everything is read over that transaction: as many requests as there are connections, each waiting for a second one,
 * would wait for each other.
 */
export async function configurationOf(ctx: Context): Promise<Configuration> {
  const epoch = epochs.get(ctx.request) ?? (await readEpoch(ctx));
  epochs.set(ctx.request, epoch);
  // What a transaction itself has changed and not committed is for that transaction alone.
  if (epoch.own && ctx.tx) return configuration(ctx, memoryOf(uncommitted, ctx.tx, epoch.value));
  // A request that joins a transaction has a view of the database of its own; what is remembered is the database's.
  return configuration(ctx, memoryOf(remembered, wholeOf(ctx.db), epoch.value));
}

function memoryOf<K extends object>(memories: WeakMap<K, Memory>, of: K, epoch: number): Memory {
  const known = memories.get(of);
  if (known?.epoch === epoch) return known;
  const fresh: Memory = { epoch, tables: new Map(), derived: new Map() };
  memories.set(of, fresh);
  return fresh;
}

/** What a request knows of the epoch already, from the statement that said who asks: it need not ask again. */
export function knowEpoch(request: Context['request'], value: number): void {
  epochs.set(request, { value, own: false });
}

/** Forgets what this request believes: after a commit that changed configuration within the same request. */
export function forgetEpoch(ctx: Context): void {
  epochs.delete(ctx.request);
}

async function readEpoch(ctx: Context): Promise<Epoch> {
  const [row] = await runRead<Epoch>(ctx, {
    sql: 'select value, coalesce(xmin = pg_current_xact_id_if_assigned()::xid, false) as own from epoch',
    parameters: [],
  });
  return row ?? { value: 0, own: false };
}

function configuration(ctx: Context, { epoch, tables, derived }: Memory): Configuration {
  /** Remembered, or made now. Where somebody else's making broke off with their request, it is made again. */
  const once = async <T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const known = memory.get(key);
    if (known) {
      try {
        return await known;
      } catch {
        if (memory.get(key) === known) memory.delete(key);
        return once(memory, key, make);
      }
    }
    const made = make();
    memory.set(key, made);
    made.catch(() => {
      if (memory.get(key) === made) memory.delete(key);
    });
    return made;
  };

  const table = (kind: string) =>
    once(tables, kind, () => {
      const type = ctx.kit.types.get(kind);
      if (!type?.definition.configuration) throw new Error(`${kind} is no configuration`);
      return readAll(ctx, type);
    });

  return {
    epoch,
    async rows(kind, which = 'active') {
      const all = [...(await table(kind)).values()];
      return which === 'all' ? all : all.filter((row) => isInUse(row));
    },
    async find(kind, id) {
      return id ? (await table(kind)).get(id) : undefined;
    },
    derive: <T>(key: string, make: () => Promise<T>) => once(derived, key, make) as Promise<T>,
  };
}

async function readAll(ctx: Context, type: RecordType): Promise<Map<string, Row>> {
  const order = type.columns.some(({ column }) => column === 'position') ? 'r.position, r.number' : 'r.number';
  const statement = {
    sql: `select ${selection(withFace(ctx, 'workspace'), type, 'r')} from ${quote(type.table)} r order by ${order}`,
    parameters: [],
  };
  const rows = await (ctx.tx ? ctx.tx.query<Row>(statement) : ctx.db.read<Row>({ kind: 'staff' }, statement));
  return new Map(rows.map((row) => [row['id'] as string, row]));
}
