import { verifyAgainstKept } from '#/capabilities/history/server/against-kept.ts';
import { acceptHistory, missingHeads } from '#/capabilities/history/server/keep-head.ts';
import { keepHeadsIn, sealsIn } from '#/capabilities/history/server/kept-heads.ts';
import type { Tampering } from '#/capabilities/history/server/verify.ts';
import { errorMessage } from '#/platform/process/failure.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import type { Database } from '#/platform/database/pools.ts';
import { exitCodes } from '#/app/cli/command.ts';
import type { CommandContext } from '#/app/cli/command.ts';
import { fail, ok, warn } from '#/app/cli/doctor/finding.ts';
import type { Finding } from '#/app/cli/doctor/finding.ts';
import type { Runtime } from '#/app/cli/runtime.ts';

type HistoryRuntime = Pick<Runtime, 'databaseUrl' | 'secret'> & { config: Parameters<typeof sealsIn>[0] };

/** What a person at the terminal reads of each thing that is wrong. */
const sentences: Record<Tampering['problem'], (found: Tampering) => string> = {
  'entry-changed': ({ batch, entry }) => `Batch ${batch}: entry ${entry} was changed.`,
  'entry-erased': ({ batch, entry }) => `Batch ${batch}: entry ${entry} was erased, and nothing records why.`,
  'batch-changed': ({ batch }) => `Batch ${batch} is not what was sealed.`,
  'batch-missing': ({ batch }) => `Batch ${batch} is missing.`,
  'tail-cut': ({ batch }) => `The history ends before batch ${batch}, which was kept elsewhere: its end was cut off.`,
  emptied: ({ batch }) => `The history is empty, though ${batch} batches had been sealed.`,
  'behind-anchor': ({ batch }) => `Batch ${batch} has another seal than the one that was kept elsewhere.`,
  'kept-changed': ({ entry }) => `The file of kept seals was changed at or before line ${entry}.`,
};

/** What to do where something is wrong; the terminal and the doctor say the same. */
export const advice =
  'Stop changes, keep a copy of the database and of the kept seals, and compare with a backup. If an older backup was ' +
  'restored on purpose, say so: mainstay verify --accept "why".';

/** `mainstay verify`: exit code 1 where something was touched. */
export async function runVerify(
  runtime: HistoryRuntime,
  because: string | undefined,
  ctx: Pick<CommandContext, 'out' | 'say' | 'json'>,
): Promise<number> {
  return withDatabase(runtime, async (db) => {
    const keeping = keepHeadsIn(db, sealsIn(runtime.config), runtime.secret);
    if (because !== undefined) {
      const { since } = await acceptHistory(db, keeping, because, Date.now());
      ctx.say(`The history goes on behind batch ${since}. Written down in ${keeping.file}.`);
    }
    const found = await verifyAgainstKept(db);
    const { problems, entries, batches, unsealed, kept, accepted } = found;
    if (ctx.json) ctx.out(JSON.stringify(found));
    else {
      for (const problem of problems.slice(0, 50)) ctx.out(sentences[problem.problem](problem));
      if (problems.length > 50) ctx.out(`And ${problems.length - 50} more.`);
      const seen = `${entries} entries in ${batches} batches, ${unsealed} newer ones not sealed yet`;
      ctx.out(problems.length === 0 ? `Nothing was touched: ${seen}.` : `Something was touched: ${seen}.`);
      for (const one of accepted)
        ctx.out(`On ${one.at} it was written down that it goes on behind batch ${one.since}: ${one.because}`);
      if (kept) ctx.out(`Compared with ${kept.count} seals in ${keeping.file}, the last of ${kept.last.at}.`);
      else ctx.say(`No seal is kept in ${keeping.file} yet: a cut end would not show. The worker keeps them.`);
      if (problems.length > 0) ctx.say(advice);
    }
    return problems.length === 0 ? exitCodes.done : exitCodes.failed;
  });
}

/** What `mainstay doctor` says of the seals that are kept outside of the database; quick, however long the history is. */
export async function checkKeptHeads(runtime: HistoryRuntime): Promise<Finding> {
  return withDatabase(runtime, async (db) => {
    const keeping = keepHeadsIn(db, sealsIn(runtime.config), runtime.secret);
    const read = await db.relay((tx) => missingHeads(tx, keeping)).catch(errorMessage);
    if (typeof read === 'string')
      return fail('history', `${keeping.file} cannot be read: ${read}.`, 'Check SEAL_FOLDER and its permissions.');
    const { last, missing, changed } = read;
    const [first] = missing;
    if (first)
      return fail('history', `It does not hold batch ${first.batch}, whose seal was kept on ${first.at}.`, advice);
    if (changed[0] !== undefined)
      return fail('history', `${keeping.file} was changed at or before line ${changed[0]}.`, advice);
    if (!last)
      return warn('history', `No seal is kept in ${keeping.file} yet.`, 'Let the worker run for some minutes.');
    return ok('history', `It holds every seal that was kept, the last of ${last.at}. All of it: mainstay verify.`);
  });
}

async function withDatabase<T>(
  { databaseUrl, secret }: HistoryRuntime,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = openDatabase({ url: databaseUrl, secret, deadline: 600_000, size: 1, onError: () => undefined });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}
