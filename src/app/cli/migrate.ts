import type { Command } from './command.ts';
import { type Runtime, openRuntime } from './runtime.ts';

/** Brings the database to this version's schema. */
export async function migrateDatabase(runtime: Runtime, log: (line: string) => void): Promise<string[]> {
  const { migrate } = await import('#/platform/database/migrate.ts');
  return (await migrate({ url: runtime.databaseUrl, secret: runtime.secret, log })).applied;
}

/** `mainstay migrate` */
export const migrate: Command = {
  name: 'migrate',
  summary: "Bring the database to this version's schema",
  usage: ['migrate'],
  about:
    '`mainstay up` does this at each start. Run it by hand before starting web servers and workers of a new version.',
  examples: [{ call: 'mainstay migrate', does: 'Apply what is pending' }],
  options: {},
  async run(ctx) {
    const runtime = await openRuntime(ctx.config(), ctx.say);
    try {
      const applied = await migrateDatabase(runtime, ctx.say);
      if (ctx.json) ctx.out(JSON.stringify({ applied }));
      else ctx.out(applied.length === 0 ? 'Nothing was pending.' : `Applied: ${applied.join(', ')}`);
    } finally {
      await runtime.close();
    }
  },
};
