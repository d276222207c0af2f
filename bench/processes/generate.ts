import { generate } from '../data/generate.ts';
import { migrate } from '#/platform/database/migrate.ts';

// Fills an empty database as this build would have it, in a process of its own: two builds may differ in their tables.
const [url = '', secretHex = '', , size = ''] = process.argv.slice(2);
const secret = Buffer.from(secretHex, 'hex');
await migrate({ url, secret, log: () => {} });
const ground = await generate({ url, secret, size: Number(size), say: (line) => console.error(line) });
process.send?.({ ground }, () => process.disconnect());
