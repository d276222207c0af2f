import { openLog } from '#/platform/log/log.ts';
import type { Command, CommandContext, Option } from './command.ts';
import { type Runtime, openRuntime } from './runtime.ts';
import { stopRequest } from './stop.ts';

const supervisedOption: Option = { type: 'boolean', about: 'Run by mainstay up', hidden: true };

async function serve(
  ctx: CommandContext,
  start: (runtime: Runtime) => Promise<{ address?: string; close: () => Promise<void> }>,
): Promise<void> {
  const supervised = ctx.values['supervised'] === true;
  const stop = stopRequest(supervised);
  const runtime = await openRuntime(ctx.config(), ctx.say);
  try {
    const running = await start(runtime);
    const address = running.address ?? '';
    if (supervised) process.send?.({ ready: true, address });
    else if (ctx.json) ctx.out(JSON.stringify({ ready: true, address: running.address }));
    else ctx.out(address === '' ? 'The worker runs.' : `The web server runs at ${address}`);
    await stop;
    await running.close();
  } finally {
    await runtime.close();
  }
}

/** `mainstay web` */
export const web: Command = {
  name: 'web',
  summary: 'Run the web server alone',
  usage: ['web'],
  about: 'For more than one machine: any number of web servers and workers over one database. It does not migrate.',
  examples: [{ call: 'PORT=8081 DATABASE_URL=postgres://… mainstay web', does: 'A second web server' }],
  options: { supervised: supervisedOption },
  run: (ctx) => serve(ctx, async (runtime) => (await import('#/app/server.ts')).startWeb(runtime)),
};

/** `mainstay worker` */
export const worker: Command = {
  name: 'worker',
  summary: 'Run a worker alone: jobs, timers, mail',
  usage: ['worker'],
  examples: [{ call: 'DATABASE_URL=postgres://… mainstay worker', does: 'A second worker' }],
  options: { supervised: supervisedOption },
  run: (ctx) =>
    serve(ctx, async (runtime) => {
      const log = openLog(runtime.config.logLevel);
      const { startWorker } = await import('#/app/worker.ts');
      return startWorker({ ...runtime, log: (level, message, facts = {}) => log[level](facts, message) });
    }),
};
