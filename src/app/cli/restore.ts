import type { Command } from './command.ts';
import { positionalsOf } from './parse.ts';

/** `mainstay restore` */
export const restore: Command = {
  name: 'restore',
  summary: 'Put a backup into an empty data folder',
  usage: ['restore FILE'],
  about:
    'Verifies every checksum before anything is used, then starts the database on it and compares the rows of every ' +
    'table with those at the backup. A damaged or cut file is refused, and the folder left empty. Sessions and links ' +
    'by mail of the backup are ended.',
  examples: [
    {
      call: 'MAINSTAY_DATA=/srv/mainstay mainstay restore mainstay.tar.gz',
      does: 'Into a new folder, then start there',
    },
  ],
  options: {},
  async run(ctx) {
    const [file] = positionalsOf(ctx, 'FILE');
    const { restore: run } = await import('#/platform/backup/restore.ts');
    const { dataFolder, databaseUrl } = ctx.config();
    const { manifest, differences, access } = await run({ file, dataFolder, databaseUrl, log: ctx.say });
    const rows = Object.values(manifest.counts).reduce((total, count) => total + count, 0);
    if (ctx.json) ctx.out(JSON.stringify({ dataFolder, rows, taken: manifest.taken, differences, access }));
    else ctx.out(`Restored into ${dataFolder}: ${rows} rows, the state of ${manifest.taken}.`);
    ctx.say(
      `Ended: sessions (${access.sessions}) and links by mail (${access.links}) of the backup. Everybody signs in anew.`,
    );
    if (access.keys > 0)
      ctx.say(
        `API keys that work: ${access.keys}, also those that were revoked after the backup. See mainstay key list.`,
      );
    for (const difference of differences) ctx.say(`Written during the backup: ${difference}`);
  },
};
