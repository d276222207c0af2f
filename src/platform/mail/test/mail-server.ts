import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Certificate } from './certificate.ts';

/** A mail as a mail program would read it. */
export interface ReadMail {
  raw: string;
  /** By name in lower case, unfolded and decoded. */
  headers: ReadonlyMap<string, string>;
  text: string;
  html: string;
}

/** What the mail server does with a message: it takes it, takes it and breaks the line, or refuses it. */
export type Deed = 'take' | 'drop-after-data' | 'refuse' | 'later' | (() => void);

/** A mail server on this machine, which keeps what it is given. */
export interface MailServer {
  url: string;
  port: number;
  /** What it does with each message, in turn; it takes those for which nothing is said. */
  deeds: Deed[];
  taken: ReadMail[];
  /** Of each sign-in and each mail that it took: whether it came under TLS. */
  secured: boolean[];
  /** Resolves when it has taken so many. */
  has(count: number): Promise<void>;
  stop(): Promise<void>;
}

export interface MailServerOptions {
  /** A port of the system's choice where it is not given. */
  port?: number;
  /** It lets nobody in, or takes no sender. */
  locked?: 'password' | 'sender' | undefined;
  /** It offers STARTTLS with this certificate, or speaks TLS from the first byte. */
  tls?: { mode: 'starttls' | 'implicit'; certificate: Certificate };
  /** Whom it lets in; it takes mail of nobody else. */
  account?: { user: string; password: string };
}

/** Starts one. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { port = 0, locked, tls, account } = options;
  const taken: ReadMail[] = [];
  const deeds: Deed[] = [];
  const secured: boolean[] = [];
  let waiting: { count: number; done: () => void }[] = [];
  const server = new SMTPServer({
    authOptional: locked !== 'password' && account === undefined,
    secure: tls?.mode === 'implicit',
    ...(tls ? { key: tls.certificate.key, cert: tls.certificate.cert } : {}),
    onAuth({ username, password }, { secure }, done) {
      const right = account && username === account.user && password === account.password;
      if (right) secured.push(secure);
      return right ? done(null, { user: username }) : done(new Error('wrong password'));
    },
    onMailFrom: (_address, _session, done) =>
      done(locked === 'sender' ? Object.assign(new Error('not your sender'), { responseCode: 550 }) : undefined),
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('nobody') ? Object.assign(new Error('nobody here'), { responseCode: 550 }) : undefined),
    disabledCommands: tls ? [] : ['STARTTLS'],
    logger: false,
    onData(stream, { secure }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const deed = deeds.shift() ?? 'take';
        if (deed === 'refuse') return done(Object.assign(new Error('no such person'), { responseCode: 550 }));
        if (deed === 'later') return done(Object.assign(new Error('try again'), { responseCode: 451 }));
        secured.push(secure);
        taken.push(readMail(Buffer.concat(chunks).toString('utf8')));
        for (const wait of waiting) if (taken.length >= wait.count) wait.done();
        waiting = waiting.filter(({ count }) => taken.length < count);
        if (deed === 'take') return done();
        if (typeof deed === 'function') return deed();
        // It took the message, and the line breaks before it can say so.
        for (const { _socket } of (server as unknown as { connections: Set<{ _socket: Socket }> }).connections)
          _socket.destroy();
      });
    },
  });
  server.on('error', () => {});
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address() as AddressInfo;
  return {
    url: `${tls?.mode === 'implicit' ? 'smtps' : 'smtp'}://${
      account ? `${encodeURIComponent(account.user)}:${encodeURIComponent(account.password)}@` : ''
    }127.0.0.1:${address.port}`,
    port: address.port,
    deeds,
    taken,
    secured,
    has: (count) =>
      taken.length >= count ? Promise.resolve() : new Promise((done) => void waiting.push({ count, done })),
    stop: () => new Promise((done) => void server.close(() => done())),
  };
}

/** Reads a message of one or two parts (RFC 5322, RFC 2045 to 2047). */
export function readMail(raw: string): ReadMail {
  const { headers, body } = partOf(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1];
  const parts = boundary === undefined ? [{ headers, body }] : body.split(`--${boundary}`).slice(1, -1).map(partOf);
  const find = (type: string) => parts.find((part) => part.headers.get('content-type')?.startsWith(type));
  const decoded = (type: string) => {
    const part = find(type);
    return part ? decode(part.body, part.headers.get('content-transfer-encoding')).replaceAll('\r\n', '\n').trim() : '';
  };
  return { raw, headers, text: decoded('text/plain'), html: decoded('text/html') };
}

function partOf(raw: string): { headers: Map<string, string>; body: string } {
  const source = raw.replace(/^\r\n/, '');
  const end = source.indexOf('\r\n\r\n');
  const headers = new Map<string, string>();
  for (const line of source
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim()));
  }
  return { headers, body: source.slice(end + 4) };
}

/** Encoded words of a header. */
function words(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : quoted(text.replaceAll('_', ' ')),
    );
}

function decode(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quoted(body.replaceAll(/=\r\n/g, '')) : body;
}

function quoted(text: string): string {
  return text.replaceAll(/(?:=[0-9A-F]{2})+/gi, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'));
}
