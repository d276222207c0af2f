import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { buildWeb } from '#/app/server.ts';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { readConfig } from '#/platform/config/config.ts';
import { createKey, setPassword } from '#/processes/foundation/server/api.ts';
import { testSecret } from '#/record/test/database.ts';

export const password = 'correct pony battery staple';
const origin = 'http://127.0.0.1:8080';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';

/** A request as tests write it: with effects it gets a fresh key unless it names one. */
export interface Ask {
  body?: unknown;
  headers?: Record<string, string | undefined>;
  key?: string | null;
  version?: number;
}

export type Caller = (method: Method, path: string, ask?: Ask) => Promise<LightMyRequestResponse>;

export interface TestWeb extends Awaited<ReturnType<typeof buildWeb>> {
  desk: Desk;
  /** A caller with an API key of a person. */
  keyOf(who: Who, scopes?: string[]): Promise<Caller>;
  /** A caller in a browser of a person: cookie, origin and CSRF token. */
  browserOf(who: Who): Promise<Caller & { cookie: string; csrf: string }>;
  /** Nobody. */
  nobody: Caller;
  email(who: Who): Promise<string>;
  stop(): Promise<void>;
}

/** The whole web server over a desk of its own; nothing listens. */
export async function openWeb(settings: Record<string, string> = {}): Promise<TestWeb> {
  const desk = await openDesk();
  const folder = await mkdtemp(path.join(tmpdir(), 'mainstay-web-'));
  const config = readConfig({
    MAINSTAY_DATA: folder,
    LOG_LEVEL: 'silent',
    RATE_LIMIT: '1000000',
    SIGN_IN_LIMIT: '1000',
    ...settings,
  });
  const web = await buildWeb({ config, databaseUrl: desk.url, secret: testSecret });
  const { access } = web.door;

  const call =
    (extra: Record<string, string>): Caller =>
    (method, url, { body, headers = {}, key, version } = {}) => {
      const unsafe = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
      const sent: Record<string, string> = { ...extra };
      if (unsafe && key !== null) sent['idempotency-key'] = key ?? randomUUID();
      if (version !== undefined) sent['if-match'] = `"${version}"`;
      for (const [name, value] of Object.entries(headers)) {
        if (value === undefined) delete sent[name];
        else sent[name] = value;
      }
      const options: InjectOptions = {
        method,
        url: url.startsWith('//') || url.startsWith('/api') ? url : `/api/v1${url}`,
        headers: sent,
      };
      if (body !== undefined) {
        options.payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
        sent['content-type'] ??= 'application/json';
      }
      return web.app.inject(options);
    };

  const email = async (who: Who): Promise<string> => {
    const [row] = await desk.owner<{ email: string }>('select email from person where id = $1', [desk.ids[who]]);
    return row?.email ?? '';
  };
  // Once: a new password would end the sessions that a test has begun.
  const accounts = new Map<Who, Promise<void>>();
  const withAccount = (who: Who): Promise<void> => {
    const made =
      accounts.get(who) ??
      setPassword(access, { ...desk.system(Date.now()), db: web.door.database }, desk.ids[who], password);
    accounts.set(who, made);
    return made;
  };

  return {
    ...web,
    desk,
    email,
    nobody: call({}),
    async keyOf(who, scopes) {
      await withAccount(who);
      const wanted = { person: desk.ids[who], name: randomUUID(), ...(scopes ? { scopes } : {}) };
      const { token } = await createKey(access, { ...desk.system(Date.now()), db: web.door.database }, wanted);
      return call({ authorization: `Bearer ${token}` });
    },
    async browserOf(who) {
      await withAccount(who);
      const signed = await call({ origin })('POST', '/session', { body: { email: await email(who), password } });
      if (signed.statusCode !== 201) throw new Error(`${who} cannot sign in: ${signed.body}`);
      const cookie = String(signed.headers['set-cookie']).split(';', 1)[0] ?? '';
      const { csrf } = signed.json<{ csrf: string }>();
      return Object.assign(call({ cookie, origin, 'x-csrf-token': csrf }), { cookie, csrf });
    },
    async stop() {
      await web.close();
      await desk.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
