import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { isOpenInTheClear } from '#/platform/config/config.ts';
import type { Config } from '#/platform/config/config.ts';
import { projectRoot } from '#/platform/config/settings.ts';
import { isPortFree } from '#/platform/postgres/port.ts';
import { currentOwner } from '#/platform/postgres/registry.ts';
import { dataFolderAt } from '#/platform/process/data-folder.ts';
import { Failure, errorCode } from '#/platform/process/failure.ts';
import { type Supervised, supervise } from '#/platform/process/supervise.ts';
import { buildWeb } from './build.ts';
import type { Command, CommandContext } from './command.ts';
import { migrateDatabase } from './migrate.ts';
import { type Runtime, openRuntime } from './runtime.ts';
import { stopRequest } from './stop.ts';

/**
 * `mainstay up`. This process owns the database server and watches over one web process and one worker; nothing that
 * serves requests runs in it, so that no mistake there can take the watching down.
 */
export const up: Command = {
  name: 'up',
  summary: 'Start everything: database, web server, worker',
  usage: ['up'],
  about:
    'Starts the embedded PostgreSQL (unless DATABASE_URL is set), migrates, builds the web part where it is stale, and ' +
    'keeps web server and worker running until Ctrl-C.',
  examples: [
    { call: 'mainstay up', does: 'Start on http://127.0.0.1:8080' },
    { call: 'PORT=80 HOST=0.0.0.0 mainstay up', does: 'For everybody in the network' },
    { call: 'DATABASE_URL=postgres://owner:…@db/mainstay mainstay up', does: 'On a PostgreSQL of your own' },
  ],
  options: {},
  async run(ctx) {
    const stop = stopRequest();
    const running: Running = { undo: [], stopping: false };
    const started = start(ctx, running);
    try {
      // Ctrl-C during a long start is obeyed: what was started so far is stopped.
      const reason = await Promise.race([stop, started.then(() => stop)]);
      ctx.say(`Stopping (${reason}) …`);
    } finally {
      running.stopping = true;
      await undo(running);
      await started.catch(() => undefined);
      await undo(running);
    }
    ctx.say('Stopped.');
  },
};

/** What was started, and how it is stopped: last in, first out. */
interface Running {
  undo: (() => Promise<void>)[];
  stopping: boolean;
}

async function undo(running: Running): Promise<void> {
  for (let one = running.undo.pop(); one !== undefined; one = running.undo.pop()) await one();
}

async function start(ctx: CommandContext, running: Running): Promise<void> {
  const config = ctx.config();
  // Before anything is made. Where another Mainstay has the data folder, that is what is said, and not the port.
  const owned = config.databaseUrl === undefined && currentOwner(dataFolderAt(config.dataFolder)) !== undefined;
  if (!owned) await checkPort(config);
  const runtime = await openRuntime(config, ctx.say, true);
  running.undo.push(() => runtime.close());
  if (owned) await checkPort(config);
  if (running.stopping) return;
  const applied = await migrateDatabase(runtime, ctx.say);
  if (applied.length > 0) ctx.say(`Migrated the database (${applied.length} steps).`);
  if (running.stopping) return;
  buildWeb(ctx.say);
  const [web, worker] = [child('web', ctx), child('worker', ctx)];
  // Together, and before the database: a worker that still writes must not lose it.
  running.undo.push(async () => void (await Promise.all([web.stop(), worker.stop()])));
  const [ready] = await Promise.all([web.ready, worker.ready]);
  await announce(ctx, runtime, ready as { address: string });
}

function child(name: 'web' | 'worker', ctx: CommandContext): Supervised {
  const cli = join(projectRoot, 'src/app/cli.ts');
  const label = name === 'web' ? 'web server' : 'worker';
  return supervise({ name: label, command: [cli, name, '--supervised'], log: ctx.say });
}

/** @throws Failure when the port is taken, or the address none of this machine's */
async function checkPort({ port, host }: Config): Promise<void> {
  if (port === 0) return;
  // The web server of a killed Mainstay may need a moment to notice.
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      if (await isPortFree(port, host)) return;
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EACCES') throw new Failure(`Port ${port} may be used by root only.`, 'Choose another with PORT.');
      throw new Failure(`This machine cannot listen on ${host}:${port} (${code}).`, 'Set HOST to an address it has.');
    }
    await sleep(100);
  }
  throw new Failure(
    `Port ${port} on ${host} is taken by another program.`,
    'Stop that one, or choose another with PORT.',
  );
}

async function announce(ctx: CommandContext, runtime: Runtime, { address }: { address: string }): Promise<void> {
  const { setupLink } = await import('#/processes/foundation/server/setup.ts');
  const setup = await setupLink(runtime);
  if (ctx.json) {
    ctx.out(JSON.stringify({ address, setup }));
    return;
  }
  ctx.out(`Mainstay runs at ${address}`);
  if (isOpenInTheClear(runtime.config)) {
    ctx.say(
      'Others reach it over plain http: passwords can be read on the way. Put a proxy with TLS in front, and set',
    );
    ctx.say('MAINSTAY_URL to its https address.');
  }
  if (setup !== null) {
    ctx.out(`Set it up, once, at ${setup}`);
    ctx.say('To look around with a year of made-up work first: npm run mainstay -- demo load');
  }
  ctx.say('Ctrl-C stops it.');
}
