import { existsSync } from 'node:fs';
import type { Config } from '#/platform/config/config.ts';
import { dataFolderAt } from '#/platform/process/data-folder.ts';
import { Failure, errorMessage } from '#/platform/process/failure.ts';
import { type Command, exitCodes } from './command.ts';
import { checkDatabase } from './doctor/database.ts';
import { type Finding, fail, warn } from './doctor/finding.ts';
import { checkDataFolder, checkDisk, checkMail, checkRuntime } from './doctor/machine.ts';
import { positionalsOf } from './parse.ts';
import { openRuntime } from './runtime.ts';

/** `mainstay doctor` */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Check everything Mainstay stands on, and say how to mend it',
  usage: ['doctor'],
  about:
    'Checks runtime, data folder, disk, mail, database (version, rights, clock, migrations), the seals of the history that are kept outside of it, and changes none of it. ' +
    'Starts the embedded database for the time of the checks where it does not run. Exit code 1 when something fails.',
  examples: [
    { call: 'mainstay doctor', does: 'Is everything as it should be?' },
    { call: 'mainstay doctor --json', does: 'For a monitoring system' },
  ],
  options: {},
  async run(ctx) {
    positionalsOf(ctx);
    const config = ctx.config();
    const findings = [checkRuntime(), checkDataFolder(config), checkDisk(config), await checkMail(config)];
    findings.push(...(await database(config, ctx.say)));
    const failed = findings.some((finding) => finding.outcome === 'fail');
    if (ctx.json) ctx.out(JSON.stringify({ ok: !failed, findings }));
    else for (const finding of findings) print(finding, ctx.out, ctx.colour);
    return failed ? exitCodes.failed : exitCodes.done;
  },
};

async function database(config: Config, say: (line: string) => void): Promise<Finding[]> {
  if (config.databaseUrl === undefined && !existsSync(dataFolderAt(config.dataFolder).cluster))
    return [warn('database', 'The embedded database is not made yet.', 'Start Mainstay once: npm start.')];
  try {
    const runtime = await openRuntime(config, say);
    try {
      const found = await checkDatabase(runtime.databaseUrl, runtime.secret);
      // What is set up can be read only where everything under it is as it should be.
      if (found.some(({ check, outcome }) => outcome === 'fail' || (check === 'migrations' && outcome !== 'ok')))
        return found;
      const { checkConfiguration } = await import('#/app/commands/broken-rows.ts');
      const { checkKeptHeads } = await import('#/app/commands/verify.ts');
      return [...found, await checkKeptHeads(runtime), await checkConfiguration(runtime)];
    } finally {
      await runtime.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [fail('database', errorMessage(error), error.mend ?? 'See the log in the data folder.')];
  }
}

const signs = { ok: ['✓', 32], warn: ['!', 33], fail: ['✗', 31] } as const;

function print({ check, outcome, found, mend }: Finding, out: (line: string) => void, colour: boolean): void {
  const [sign, code] = signs[outcome];
  out(`${colour ? `\u001B[${code}m${sign}\u001B[0m` : sign} ${check.padEnd(12)} ${found}`);
  if (mend !== undefined) out(`  ${''.padEnd(12)} → ${mend}`);
}
