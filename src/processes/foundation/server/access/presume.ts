import type { Statement } from '#/platform/database/build.ts';
import type { Database, Wall } from '#/platform/database/pools.ts';
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
 * nobody came with that token yet.
 */
export function presume(access: Access, presented: Presented): Presumed | null {
  const question = questionOf(access, presented);
  const last = question && access.recognised.get(question.name);
  if (!last) return null;
  const { database } = access;
  const { wall: own } = last.loaded.actor;
  const statement = own.kind === 'staff' ? stillHolds(question, last) : stillHoldsWithin(question, last);
  /** Whether what is asked behind a wall has the connection that the question goes through. */
  const along = (wall: Wall) => !asked && (wall === own || (wall.kind === 'staff' && own.kind === 'staff'));
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
      if (!along(wall)) {
        await must();
        return database.read(wall, query, signal);
      }
      const both = database.readBehind(wall, statement, query, signal);
      void ask(
        both.then(([said]) => (said.status === 'fulfilled' ? said.value : Promise.reject(said.reason as Error))),
      );
      await must();
      const [, rows] = await both;
      if (rows.status === 'rejected') throw rows.reason;
      return rows.value;
    },
    async transaction(wall, work, signal) {
      if (!along(wall)) {
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

/** The same from behind a wall, where credentials cannot be read: of this one it is told whether all is as it was. */
function stillHoldsWithin(
  { kind, hash, noted, at, seen }: Question,
  { found }: Recognised,
): Statement<{ stale: boolean }> {
  const { credential, person, scopes, version, access, rules, names } = found;
  const csrf = credential.kind === 'key' ? null : credential.csrf;
  return {
    sql: `select mainstay_presumed(count(*) = 1) as held, bool_or(c.stale) as stale
      from mainstay_known_credential($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) c join person p on p.id = c.person
      where p.id = $11 and p.version = $12`,
    parameters: [kind, hash, noted, at, seen, scopes, csrf, access, rules, names, person, version],
  };
}
