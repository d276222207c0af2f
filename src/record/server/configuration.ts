import { quote } from '#/platform/database/build.ts';
import { wholeOf } from '#/platform/database/pools.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from './context.ts';
import type { RecordType } from './kit.ts';
import type { Row } from './commit/commit.ts';
import { withFace } from './context.ts';
import { epochsOf } from './epoch.ts';
import type { Scope } from './epoch.ts';
import { selection } from './read/columns.ts';

/**
 * What administrators set up, remembered by a process until the epoch of its scope moves. Read without the actor's
 * predicate: rules hold for everybody, whoever may look at them.
 */
export interface Configuration {
  /** Rows of a configuration kind that are in use, or all of them. */
  rows(kind: string, which?: 'active' | 'all'): Promise<readonly Row[]>;
  /** One row by its id, in use or not. */
  find(kind: string, id: string | null | undefined): Promise<Row | undefined>;
  /** Something worked out from the rules (kinds of the scope `rules`), once an epoch. */
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

type Memories = Map<Scope, Memory>;
const remembered = new WeakMap<Context['db'], Memories>();
const uncommitted = new WeakMap<Runner, Memories>();

/**
 * The configuration as of this request. One small read per request finds out whether it moved. Inside a transaction
 * everything is read over that transaction: as many requests as there are connections, each waiting for a second one,
 * would wait for each other.
 */
export async function configurationOf(ctx: Context): Promise<Configuration> {
  const epochs = await epochsOf(ctx);
  // What a transaction itself has changed and not committed is for that transaction alone.
  const memories =
    epochs.own && ctx.tx
      ? memoriesOf(uncommitted, ctx.tx)
      : // A request that joins a transaction has a view of the database of its own; what is remembered is the database's.
        memoriesOf(remembered, wholeOf(ctx.db));
  return configuration(ctx, (scope) => memoryOf(memories, scope, epochs[scope]));
}

function memoriesOf<K extends object>(all: WeakMap<K, Memories>, of: K): Memories {
  const memories = all.get(of) ?? new Map();
  all.set(of, memories);
  return memories;
}

function memoryOf(memories: Memories, scope: Scope, epoch: number): Memory {
  const known = memories.get(scope);
  if (known?.epoch === epoch) return known;
  const fresh: Memory = { epoch, tables: new Map(), derived: new Map() };
  memories.set(scope, fresh);
  return fresh;
}

function configuration(ctx: Context, memory: (scope: Scope) => Memory): Configuration {
  /** Remembered, or made now. Where somebody else's making broke off with their request, it is made again. */
  const once = async <T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known) {
      try {
        return await known;
      } catch {
        if (kept.get(key) === known) kept.delete(key);
        return once(kept, key, make);
      }
    }
    const made = make();
    kept.set(key, made);
    made.catch(() => {
      if (kept.get(key) === made) kept.delete(key);
    });
    return made;
  };

  const table = async (kind: string) => {
    const type = ctx.kit.types.get(kind);
    const scope = type?.definition.configuration;
    if (!type || !scope || scope === 'each') throw new Error(`${kind} is no configuration that is remembered whole`);
    return once(memory(scope).tables, kind, () => readAll(ctx, type));
  };

  return {
    async rows(kind, which = 'active') {
      const all = [...(await table(kind)).values()];
      return which === 'all' ? all : all.filter((row) => isInUse(row));
    },
    async find(kind, id) {
      return id ? (await table(kind)).get(id) : undefined;
    },
    derive: <T>(key: string, make: () => Promise<T>) => once(memory('rules').derived, key, make) as Promise<T>,
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
