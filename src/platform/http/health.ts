import { isIP } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound } from '#/base/refusal.ts';
import type { Metrics } from '#/platform/telemetry/metrics.ts';
import { dataHeaders } from './security-headers.ts';

/** A part that must work before requests are sent here. Resolves when it does, throws why it does not. */
export interface Check {
  name: string;
  run: () => Promise<void>;
  /** Requests are served without it: its trouble is told, and sends no request elsewhere. */
  beside?: boolean;
}

export interface HealthOptions {
  checks: readonly Check[];
  metrics: Metrics;
  /** Lets a caller from elsewhere read the measurements, as a bearer token. */
  metricsToken?: string | undefined;
  /** True while the server is going away: it is alive, and takes no new requests. */
  draining: () => boolean;
}

/**
 * `/livez`: the process answers; never asks anybody else, so that a database that is away restarts nothing.
 * `/readyz`: requests can be served (`?verbose` says what is wrong, `[!]` what does not keep them from being served). `/metrics`: from this machine or with the token.
 */
export function addHealth(app: FastifyInstance, options: HealthOptions): void {
  app.get('/livez', (_request, reply) => reply.headers(dataHeaders).type('text/plain; charset=utf-8').send('ok\n'));

  app.get<{ Querystring: { verbose?: string } }>('/readyz', async (request, reply) => {
    const results = await Promise.all(options.checks.map((check) => outcome(check)));
    if (options.draining()) results.push({ name: 'draining', problem: 'going away', beside: false });
    const ready = results.every(({ problem, beside }) => problem === null || beside);
    const lines = results.map(({ name, problem, beside }) =>
      problem === null ? `[+] ${name} ok` : `[${beside ? '!' : '-'}] ${name}: ${problem}`,
    );
    const text = request.query.verbose === undefined ? (ready ? 'ok' : 'not ready') : lines.join('\n');
    return reply
      .status(ready ? 200 : 503)
      .headers(dataHeaders)
      .type('text/plain; charset=utf-8')
      .send(`${text}\n`);
  });

  app.get('/metrics', async (request, reply) => {
    // As if it were not there: who may not read it need not know.
    if (!mayRead(request, options.metricsToken)) throw notFound();
    return reply
      .headers(dataHeaders)
      .type(options.metrics.contentType)
      .send(await options.metrics.text());
  });
}

interface Outcome {
  name: string;
  problem: string | null;
  beside: boolean;
}

async function outcome({ name, run, beside = false }: Check): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 2 s')), 2000);
  });
  try {
    await Promise.race([run(), late]);
    return { name, problem: null, beside };
  } catch (error) {
    // One word of the cause; addresses and names of ours stay in the log.
    return {
      name,
      beside,
      problem:
        error instanceof ReadinessError || (error as Error).message === 'no answer within 2 s'
          ? (error as Error).message
          : 'failed',
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Why something is not ready, in words that may be shown to anybody. */
export class ReadinessError extends Error {}

/** Whether the peer is this machine itself, and nobody stands in front: a proxy on this machine has a peer of its own. */
function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  const { headers, socket } = request;
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded ?? headers['x-real-ip'];
  if (forwarded === undefined && isLoopback(socket.remoteAddress)) return true;
  return token !== undefined && same(headers.authorization ?? '', `Bearer ${token}`);
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
