import type { Statement } from '#/platform/database/build.ts';
import type { Context } from './context.ts';
import { runRead } from './context.ts';
import type { RecordType } from './kit.ts';

const scopes = ['access', 'rules', 'names'] as const;

/**
 * What processes remember, by what makes them read it anew: what people may do (`access`), what administrators set up
 * (`rules`), and what records that others refer to are called (`names`).
 */
export type Scope = (typeof scopes)[number];

/** One number for each scope: the transaction that changes something of it raises it. */
export interface Epochs {
  access: number;
  rules: number;
  names: number;
}

/** The columns that read them from `epoch e`. */
export const epochColumns = scopes.map((scope) => `e.${scope}`).join(', ');

interface Known extends Epochs {
  /** Raised by the very transaction that asks, and not committed. */
  own: boolean;
}

const known = new WeakMap<Context['request'], Known>();

/** The epochs as of a request: what the statement said that tells who asks, or one small read. */
export async function epochsOf(ctx: Context): Promise<Known> {
  const before = known.get(ctx.request);
  if (before) return before;
  const [row] = await runRead<Known>(ctx, {
    sql: `select ${epochColumns}, coalesce(xmin = pg_current_xact_id_if_assigned()::xid, false) as own from epoch e`,
    parameters: [],
  });
  if (!row) throw new Error('the epochs are gone');
  known.set(ctx.request, row);
  return row;
}

/** The same without asking: undefined where the request does not know, and where its transaction has raised them. */
export function epochsKnown(ctx: Context): Epochs | undefined {
  const epochs = known.get(ctx.request);
  return epochs?.own ? undefined : epochs;
}

/** What a request knows of the epochs already, from the statement that said who asks: it need not ask again. */
export function knowEpochs(request: Context['request'], { access, rules, names }: Epochs): void {
  known.set(request, { access, rules, names, own: false });
}

/** Forgets what this request believes: after a commit that raised an epoch within the same request. */
export function forgetEpochs(ctx: Context): void {
  known.delete(ctx.request);
}

/**
 * What a change of a record raises.
 * @param change names of the fields that changed, `state` among them; or that it is new, or gone
 */
export function raisedBy({ definition }: RecordType, change: readonly string[] | 'created' | 'removed'): Set<Scope> {
  const { configuration, rights, item, customer } = definition;
  const raised = new Set<Scope>();
  if (configuration && configuration !== 'each') raised.add(configuration);
  const moves = (fields: readonly string[]) => typeof change === 'string' || fields.some((one) => change.includes(one));
  if (rights && moves([...rights, 'state'])) raised.add('access');
  // A new record has had no name that anybody could remember. What belongs to a customer is named by its number.
  if (change === 'removed' || (change !== 'created' && customer === 'shared' && moves([item.title]))) {
    raised.add('names');
  }
  return raised;
}

/** Raises scopes in the transaction of the change; nothing for none. */
export function raise(raised: Iterable<Scope>): Statement<never>[] {
  const columns = [...raised];
  if (columns.length === 0) return [];
  const sets = ['value', ...columns].map((column) => `${column} = ${column} + 1`);
  return [{ sql: `update epoch set ${sets.join(', ')}`, parameters: [] }];
}
