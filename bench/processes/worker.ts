import { startWorker } from '#/app/worker.ts';
import { readConfig } from '#/platform/config/config.ts';

// The worker as in production, in a process of its own.
const [databaseUrl = '', secret = '', dataFolder = ''] = process.argv.slice(2);
const config = readConfig({ ...process.env, MAINSTAY_DATA: dataFolder });
const worker = await startWorker({ config, databaseUrl, secret: Buffer.from(secret, 'hex') });
process.send?.({ ready: true });
process.once('message', () => {
  void worker.close().then(() => process.exit(0));
});
