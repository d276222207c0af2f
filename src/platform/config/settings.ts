import { join, resolve } from 'node:path';
import { certificates, count, line, mailAddress, onOff, optional, setting, url, word } from './setting.ts';

/** The folder that Mainstay is in. */
export const projectRoot = resolve(import.meta.dirname, '../../..');

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const kib = 1024;
const mib = 1024 * kib;

/**
 * Every setting there is. The keys are the names in the program; durations are milliseconds there, sizes bytes. What
 * customers change weekly is not here: that is rows, edited in the browser.
 */
export const settings = {
  port: setting('PORT', '8080', 'Port of the web server.', count(0, 65_535)),
  host: setting('HOST', '127.0.0.1', 'Address that the web server listens on; 0.0.0.0 for all.', line),
  publicUrl: optional(
    'MAINSTAY_URL',
    'Address under which people reach Mainstay, as it stands in mails and links; https behind a proxy.',
    url('http', 'https'),
    { shown: '`http://HOST:PORT`' },
  ),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    '0',
    'How many proxies stand in front: that many of the last entries of X-Forwarded-For are believed, and no more.',
    count(0, 10),
  ),
  dataFolder: setting(
    'MAINSTAY_DATA',
    join(projectRoot, 'data'),
    'Folder of the embedded database, the attachments and the secret key.',
    (text) => resolve(text),
    { shown: '`data` in Mainstay’s folder' },
  ),
  sealFolder: optional(
    'SEAL_FOLDER',
    'Folder in which the newest seal of the history is kept every few minutes, outside of the database: best on a disk of another machine, to which those who look after the database cannot write.',
    (text) => resolve(text),
    { shown: '`seals` in MAINSTAY_DATA' },
  ),
  databaseUrl: optional(
    'DATABASE_URL',
    'A PostgreSQL 15-18 of your own, by the role that owns the database. Without it the embedded one is started.',
    url('postgres', 'postgresql'),
    { shown: 'embedded', secret: true },
  ),
  databaseConnections: setting(
    'DATABASE_CONNECTIONS',
    '10',
    'Largest number of database connections of each login role, in each process.',
    count(1, 200),
  ),
  requestDeadline: setting(
    'REQUEST_DEADLINE_MS',
    '15000',
    'Milliseconds that a request may take before its SQL is cancelled and it is refused.',
    count(100, 600_000),
  ),
  bodyLimit: setting('BODY_LIMIT_KB', '1024', 'Largest request body, in KiB, files aside.', count(16, 65_536, kib)),
  bodyIdle: setting(
    'BODY_IDLE_MS',
    '30000',
    'Milliseconds without a byte after which a request body is given up (408). What takes longer to come in than this is slow, and the next two settings are about it. REQUEST_DEADLINE_MS begins when the body is complete.',
    count(100, 600_000),
  ),
  slowestLine: setting(
    'SLOWEST_LINE_KBIT',
    '256',
    'Kilobits a second with which a slow body comes in at least, on the whole: at 256, a file of 25 MiB may take 14 minutes.',
    count(1, 1_000_000, 1000 / 8),
  ),
  slowBodies: setting(
    'SLOW_BODIES',
    '100',
    'Slow bodies that may be coming in at a time, in each web process; of one address a quarter of that.',
    count(4, 10_000),
  ),
  rateLimit: setting('RATE_LIMIT', '600', 'Requests a minute of one person or one API key.', count(1, 1_000_000)),
  signInLimit: setting(
    'SIGN_IN_LIMIT',
    '10',
    'Failed attempts to sign in, in 15 minutes, of one account from one address, or from a device that it was used on before; three times as many of an account from elsewhere, ten times as many of an address.',
    count(1, 1000),
  ),
  sessionIdle: setting(
    'SESSION_IDLE_MINUTES',
    '120',
    'Minutes without a request after which a session ends.',
    count(5, 10_080, minute),
  ),
  sessionMaximum: setting(
    'SESSION_MAXIMUM_HOURS',
    '12',
    'Hours after which a session ends in any case.',
    count(1, 720, hour),
  ),
  attachmentLimit: setting('ATTACHMENT_LIMIT_MB', '25', 'Largest single attachment, in MiB.', count(1, 1024, mib)),
  attachmentsPerRecord: setting('ATTACHMENTS_PER_RECORD', '100', 'Most attachments of one record.', count(1, 10_000)),
  portalRecordLimit: setting(
    'PORTAL_MB_PER_RECORD',
    '500',
    'Most MiB of attachments of one record, for who adds another on the portal.',
    count(1, 1_048_576, mib),
  ),
  portalFilesADay: setting(
    'PORTAL_FILES_A_DAY',
    '200',
    'Files that one person may attach on the portal within 24 hours.',
    count(1, 100_000),
  ),
  portalBytesADay: setting(
    'PORTAL_MB_A_DAY',
    '1024',
    'MiB of files that one person may attach on the portal within 24 hours.',
    count(1, 1_048_576, mib),
  ),
  diskReserve: setting(
    'DISK_RESERVE_MB',
    '256',
    'MiB of the disk with MAINSTAY_DATA that stay free of uploads: a file that would leave less is refused.',
    count(0, 1_048_576, mib),
  ),
  importLimit: setting('IMPORT_LIMIT_MB', '1024', 'Largest file that can be imported, in MiB.', count(1, 65_536, mib)),
  workerConcurrency: setting('WORKER_CONCURRENCY', '4', 'Jobs that one worker runs at a time.', count(1, 64)),
  smtpUrl: optional(
    'SMTP_URL',
    'Mail server for outgoing mail, such as smtps://user:password@mail.example.org. Without it no mail is sent.',
    url('smtp', 'smtps'),
    { shown: 'none', secret: true },
  ),
  smtpTls: optional(
    'SMTP_TLS',
    'With smtp:// in SMTP_URL: required, mail goes out under TLS (STARTTLS) or not at all; off, it may go in plain text. A password never does.',
    word(['required', 'off']),
    { shown: '`required`, but for a server on this machine' },
  ),
  smtpCa: optional(
    'SMTP_CA',
    'File of certificates (PEM) that the mail server is trusted by, besides those that this machine trusts.',
    certificates,
    { shown: 'none' },
  ),
  mailFrom: setting('MAIL_FROM', 'Mainstay <mainstay@localhost>', 'Sender of outgoing mail.', mailAddress),
  logLevel: setting(
    'LOG_LEVEL',
    'info',
    'What is logged: fatal, error, warn, info, debug, trace or silent.',
    word(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  ),
  metricsToken: optional(
    'METRICS_TOKEN',
    'Bearer token that /metrics asks for. Without it, /metrics answers this machine alone.',
    line,
    { shown: 'none', secret: true },
  ),
  testDatabase: optional(
    'MAINSTAY_TEST_DATABASE',
    'Tests only: superuser URL of the server on which they make their databases.',
    url('postgres', 'postgresql'),
    { shown: 'set by `npm test`', secret: true },
  ),
  testLong: setting('MAINSTAY_LONG', '0', 'Tests only: 1 runs the long ones too.', onOff),
  chromium: optional('CHROMIUM_PATH', 'Tests only: the browser to use.', line, { shown: 'found or installed' }),
};
