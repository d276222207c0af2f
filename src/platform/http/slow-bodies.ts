import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, message } from '#/base/refusal.ts';
import { addressBlock } from './address-block.ts';

/** How slowly a body may come in. */
export interface BodyLimits {
  /** Milliseconds without a byte after which it is given up; one that takes longer than this is slow. */
  bodyIdle: number;
  /** Bytes a second with which a slow one comes in at least, on the whole. */
  slowestLine: number;
  /** Slow ones at a time; of one address a quarter of them. */
  slowBodies: number;
}

/** A slow body that is given up is told so where nobody was answered yet; the connection ends with it. */
export function watchBodies(app: FastifyInstance, limits: BodyLimits): void {
  const places = new Places(limits.slowBodies);
  app.addHook('onRequest', (request, reply, done) => {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    if (coding !== undefined || Number(length ?? 0) > 0) watch(request, reply, limits, places);
    done();
  });
}

/** Its handler reads it itself, and runs before it is complete. */
export const isMultipart = ({ headers }: FastifyRequest): boolean =>
  headers['content-type']?.startsWith('multipart/') ?? false;

function watch(request: FastifyRequest, reply: FastifyReply, limits: BodyLimits, places: Places): void {
  const { raw } = request;
  const { bodyIdle, slowestLine } = limits;
  const address = addressBlock(request.ip);
  const before = raw.socket.bytesRead;
  let seen = before;
  let looks = 0;
  let slow = false;

  const look = (): void => {
    if (raw.complete) return stop();
    const came = raw.socket.bytesRead;
    const still = came === seen;
    seen = came;
    looks += 1;
    // What waits for us to take it is not its sender's fault.
    if (still && raw.readableLength > 0) return;
    const least = (slowestLine * (looks - 1) * bodyIdle) / 1000;
    if (still || came - before < least) return giveUp(new Refusal('slow-request', 'refusal.slow-request'));
    // An answer that did not wait for the body: nobody needs the rest.
    if (reply.sent) return giveUp(null);
    if (slow) return;
    slow = places.take(address);
    const seconds = 60;
    if (!slow)
      giveUp(new Refusal('too-many', message('refusal.too-many-slow', { seconds }), {}, { retryAfter: seconds }));
  };

  const timer = setInterval(look, bodyIdle);
  const stop = (): void => {
    clearInterval(timer);
    if (slow) places.give(address);
    slow = false;
  };
  raw.once('end', stop);
  raw.once('close', stop);

  const giveUp = (why: Refusal | null): void => {
    stop();
    if (reply.sent || why === null) return void raw.destroy();
    void reply.header('connection', 'close');
    request.stop?.abort(why);
    if (!isMultipart(request)) void reply.send(why);
  };
}

/** Who has a place among the slow ones. */
class Places {
  readonly #most: number;
  readonly #of = new Map<string, number>();
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(address: string): boolean {
    const own = this.#of.get(address) ?? 0;
    if (this.#taken >= this.#most || own >= Math.max(1, Math.floor(this.#most / 4))) return false;
    this.#taken += 1;
    this.#of.set(address, own + 1);
    return true;
  }

  give(address: string): void {
    const left = (this.#of.get(address) ?? 1) - 1;
    this.#taken -= 1;
    if (left === 0) this.#of.delete(address);
    else this.#of.set(address, left);
  }
}
