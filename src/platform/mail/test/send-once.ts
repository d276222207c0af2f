import { openDatabase } from '#/platform/database/pools.ts';
import { sendQueued } from '#/platform/mail/send-queued.ts';
import { openTransport } from '#/platform/mail/transport.ts';

// A process that sends what is queued, for a test that kills it: `send-once.ts DATABASE_URL SECRET SMTP_URL NOW`.
const [url = '', secret = '', smtpUrl = '', now = ''] = process.argv.slice(2);
const db = openDatabase({ url, secret: Buffer.from(secret, 'hex'), deadline: 15_000, size: 2, onError: () => {} });
const transport = openTransport({ smtpUrl, from: 'desk@example.com', publicUrl: 'https://desk.example.com' });
await sendQueued(db, transport, Number(now));
await db.close();
