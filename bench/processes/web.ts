import { startWeb } from '#/app/server.ts';
import { readConfig } from '#/platform/config/config.ts';

// The web server as in production, in a process of its own: the bench counts its time.
const [databaseUrl = '', secret = '', dataFolder = ''] = process.argv.slice(2);
const config = readConfig({
  ...process.env,
  PORT: '0',
  MAINSTAY_DATA: dataFolder,
  // One caller of the bench stands for many people.
  RATE_LIMIT: '1000000',
  SIGN_IN_LIMIT: '1000',
});
const web = await startWeb({ config, databaseUrl, secret: Buffer.from(secret, 'hex') });
process.send?.({ address: web.address });
process.once('message', () => {
  void web.close().then(() => process.exit(0));
});
