import type { DelegatedArguments } from '#/app/cli/delegate.ts';
import type { Runtime } from '#/app/cli/runtime.ts';
import { loadDemo } from '#/app/demo/load.ts';
import { removeDemo } from '#/app/demo/remove.ts';
import { migrate } from '#/platform/database/migrate.ts';
import { Failure } from '#/platform/process/failure.ts';
import { asCommand } from './setup.ts';

/** `mainstay demo load|remove` */
export async function run(runtime: Runtime, args: DelegatedArguments): Promise<void> {
  await migrate({ url: runtime.databaseUrl, secret: runtime.secret, log: args.say });
  await asCommand(patient(runtime), args, async (_access, ctx) => {
    if (args.positionals[0] === 'load') {
      const loaded = await loadDemo(ctx);
      if (args.json) return args.out(JSON.stringify(loaded));
      const { people, incidents, open } = loaded;
      args.out(`Loaded ${people} people and ${incidents} incidents, ${open} of them open.`);
      return args.say('They have no passwords. Take everything out again with: mainstay demo remove');
    }
    const { removed, kept } = await removeDemo(ctx);
    if (removed.length + kept.length === 0) throw new Failure('There is no demonstration data here.');
    if (args.json) return args.out(JSON.stringify({ removed: removed.length, kept }));
    args.out(`Removed ${removed.length} records.`);
    if (kept.length > 0) args.say(`Kept ${kept.length} records, because others depend on them.`);
  });
}

/** Loading a year takes longer than a page may. */
function patient(runtime: Runtime): Runtime {
  return {
    ...runtime,
    config: { ...runtime.config, requestDeadline: Math.max(runtime.config.requestDeadline, 60_000) },
  };
}
