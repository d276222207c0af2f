import type { Command } from './command.ts';
import { positionalsOf } from './parse.ts';
import { openRuntime } from './runtime.ts';

/** `mainstay backup` */
export const backup: Command = {
  name: 'backup',
  summary: 'Copy database, attachments and secret key into one file, while everything runs',
  usage: ['backup FILE'],
  about:
    'The file is written whole or not at all, and is readable by its owner alone: it holds the secret key, so keep it ' +
    'as safe as the original. A database that DATABASE_URL names is read through pg_dump, which has to be on PATH.',
  examples: [{ call: 'mainstay backup /backups/mainstay-$(date +%F).tar.gz', does: 'A backup a day' }],
  options: {},
  async run(ctx) {
    const [file] = positionalsOf(ctx, 'FILE');
    const { backUp } = await import('#/platform/backup/backup.ts');
    const config = ctx.config();
    const { close, ...runtime } = await openRuntime(config, ctx.say);
    try {
      const manifest = await backUp({ ...runtime, file, dataFolder: config.dataFolder });
      const rows = Object.values(manifest.counts).reduce((total, count) => total + count, 0);
      const { files, whole, exact, taken } = manifest;
      if (ctx.json) ctx.out(JSON.stringify({ file, taken, rows, files: files.length, exact, whole }));
      else ctx.out(`${file}: ${rows} rows, ${files.length} files, taken ${taken}, SHA-256 ${whole}`);
      if (!exact) ctx.say('Writers left no gap: the rows were counted near the copied state, not exactly at it.');
    } finally {
      await close();
    }
  },
};
