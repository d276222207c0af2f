import type { Statement } from '#/platform/database/build.ts';
import type { Database } from '#/platform/database/pools.ts';
import type { Presented, SignedContext } from '#/processes/foundation/server/account/types.ts';
import type { Access } from './access.ts';
import { contextOf, questionOf } from './authenticate.ts';
import type { Question, Recognised } from './authenticate.ts';

/** A request from who came with the same token the last time, as long as the database does not say otherwise. */
export interface Presumed {
  /**
   * Its first read or transaction asks the database in the same packet whether it is so: where it is not, nothing of it
   * is done.
   */
  ctx: SignedContext;
  /** Whether it is so: to be asked once, before anything is answered. */
  holds(): Promise<boolean>;
}

/**
 * Presumes who a request is from, so that what it asks first leaves in one packet with the question. As strict as
 * {@link import('./authenticate.ts').authenticate}: the question fails unless the very same token is good now for the
 * same person, scopes and version and as of the same epochs, and of a read behind it nothing is done then. Null where
 * nobody came with that token yet, and for people behind a wall, whose reads have a connection of their own.
 */
export function presume(access: Access, presented: Presented): Presumed | null {
  const question = questionOf(access, presented);
  const last = question && access.recognised.get(question.name);
  if (!last || last.loaded.actor.wall.kind !== 'staff') return null;
  const { database } = access;
  const statement = stillHolds(question, last);
  let asked: Promise<Verdict> | undefined;

  const judged = async (said: Promise<readonly { stale: boolean }[]>): Promise<Verdict> => {
    try {
      const [row] = await said;
      return row?.stale ? 'holds, and is to be noted' : 'holds';
    } catch (error) {
      access.recognised.delete(question.name);
      if ((error as { code?: string }).code === somebodyElse) return 'somebody else';
      throw error;
    }
  };
  const ask = (said: Promise<readonly { stale: boolean }[]>) => {
    asked = judged(said);
    asked.catch(() => {});
    return asked;
  };
  const verdict = () => asked ?? ask(database.read({ kind: 'staff' }, statement));
  const must = async () => {
    if ((await verdict()) === 'somebody else') throw new Error('presumed somebody else');
  };
  const holds = async () => {
    const said = await verdict();
    // Not before the work is done: whoever waits for a second connection while holding one may wait for ever.
    if (said === 'holds, and is to be noted') await database.read({ kind: 'staff' }, question.touch);
    return said !== 'somebody else';
  };

  const db: Database = {
    ...database,
    whole: database,
    async read(wall, query, signal) {
      if (asked || wall.kind !== 'staff') {
        await must();
        return database.read(wall, query, signal);
      }
      const both = database.readBehind(statement, query, signal);
      void ask(
        both.then(([said]) => (said.status === 'fulfilled' ? said.value : Promise.reject(said.reason as Error))),
      );
      await must();
      const [, rows] = await both;
      if (rows.status === 'rejected') throw rows.reason;
      return rows.value;
    },
    async transaction(wall, work, signal) {
      if (asked || wall.kind !== 'staff') {
        await must();
        return database.transaction(wall, work, signal);
      }
      return database.transaction(
        wall,
        (tx) => {
          // The transaction's first statement: of one that it fails, nothing is done and nothing can be kept.
          if (!asked) void ask(tx.query(statement));
          return work(tx);
        },
        signal,
      );
    },
  };
  return { ctx: { ...contextOf(access, presented, last), db }, holds };
}

type Verdict = 'holds' | 'holds, and is to be noted' | 'somebody else';

/** The state of an error by which the database says that it is not who was presumed. */
const somebodyElse = 'MS001';

function stillHolds({ from, stale, parameters }: Question, { found }: Recognised): Statement<{ stale: boolean }> {
  const { credential, person, scopes, version, access, rules, names } = found;
  const [own, kept] = credential.kind === 'key' ? ['k.scopes', scopes] : ['s.csrf', credential.csrf];
  const values = [person, version, access, rules, names, kept];
  const columns = ['p.id', 'p.version', 'e.access', 'e.rules', 'e.names', own];
  const same = columns.map((column, n) => `${column} = $${parameters.length + n + 1}`);
  return {
    sql: `select mainstay_presumed(count(*) = 1) as held, bool_or(${stale}) as stale ${from} and ${same.join(' and ')}`,
    parameters: [...parameters, ...values],
  };
}
