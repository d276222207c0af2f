import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, notFound } from '#/base/refusal.ts';
import { dataHeaders } from '#/platform/http/security-headers.ts';
import { isMultipart } from '#/platform/http/slow-bodies.ts';
import type { Presumed, SignedContext } from '#/processes/foundation/server/api.ts';
import { expected } from './database-errors.ts';
import type { Door } from './door.ts';
import { passGate, passKnown } from './gate.ts';
import { digestRequest, readKey, runOnce, runUnstored } from './idempotency.ts';
import type { Keyed, TextAnswer } from './idempotency.ts';
import { pack, packingOf } from './pack.ts';
import { readBody, readQuery, readMatch } from './read-request.ts';
import { hasEffects } from './route.ts';
import type { Answer, Call, DoorRoute } from './route.ts';
import { insideWall } from './wall.ts';
import { shownIn } from './replay.ts';
import { withUpload } from './upload.ts';
import type { Upload } from './upload.ts';

/** Where the routes hang. */
export const root = '/api/v1';

/** Adds a route to the server, with everything that holds for all of them. */
export function mount(app: FastifyInstance, door: Door, route: DoorRoute): void {
  app.route({
    method: route.method,
    url: root + route.path,
    async onRequest(request, reply) {
      // `/incidents/` names no record: it is no address of ours, and asks nobody who they are.
      if (Object.values(request.params as object).includes('')) throw notFound();
      startDeadline(door, route, request, reply);
      await passGate(door, route, request, reply);
      // A slow line is not slow work: while the body comes in, other limits hold.
      if (!request.raw.complete) request.unhurry();
    },
    async handler(request, reply) {
      if (!route.upload) request.hurry();
      const work = request.presumed
        ? servePresumed(door, route, request, reply, request.presumed)
        : serve(door, route, request, reply);
      // A file that is opened after the deadline is read by nobody.
      work.then(
        ({ stream }) => request.stop.signal.aborted && (stream as Readable | undefined)?.destroy(),
        () => {},
      );
      // What still waits for a connection when the deadline comes is not waited for.
      const answer = await Promise.race([work, deadlineOf(request)])
        .catch((error: unknown) => {
          throw expected(door.kit, error);
        })
        .finally(request.unhurry);
      return answer.taken ? reply : send(request, reply, answer);
    },
  });
}

function startDeadline(door: Door, route: DoorRoute, request: FastifyRequest, reply: FastifyReply): void {
  request.stop = new AbortController();
  const { stop } = request;
  let timer: NodeJS.Timeout | undefined;
  request.hurry = () => {
    if (route.unhurried || timer || stop.signal.aborted) return;
    timer = setTimeout(() => {
      door.log.warn({ request: request.id, route: route.path, person: request.person }, 'deadline');
      stop.abort(new Refusal('deadline', 'refusal.deadline'));
    }, door.settings.requestDeadline);
  };
  request.unhurry = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  request.hurry();
  reply.raw.once('close', () => {
    request.unhurry();
    // A caller who went away needs no answer: the database stops looking for it.
    if (!reply.raw.writableEnded) stop.abort(new Refusal('deadline', 'refusal.deadline'));
  });
}

function deadlineOf(request: FastifyRequest): Promise<never> {
  const { signal } = request.stop;
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason as Error);
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  promise.catch(() => {});
  return promise;
}

/**
 * Answers who is presumed, once the database has said that it is them: whatever came of the work before is dropped where
 * it is not, and the gate asks who it is.
 */
async function servePresumed(
  door: Door,
  route: DoorRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  presumed: Presumed,
): Promise<TextAnswer> {
  const [served] = await Promise.allSettled([serve(door, route, request, reply)]);
  if (!(await presumed.holds())) {
    await passKnown(door, route, request, reply);
    return serve(door, route, request, reply);
  }
  if (served.status === 'rejected') throw served.reason;
  return served.value;
}

async function serve(door: Door, route: DoorRoute, request: FastifyRequest, reply: FastifyReply): Promise<TextAnswer> {
  const query = readQuery(route, request);
  const multipart = isMultipart(request);
  if (multipart !== Boolean(route.upload) && (multipart || route.upload)) {
    throw Object.assign(new Error('media type'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' });
  }
  if (route.upload) {
    const { attachmentLimit, importLimit } = door.settings;
    const limit = route.upload === 'source' ? importLimit : attachmentLimit;
    return withUpload(door, request, limit, (upload) => act(door, route, request, reply, query, upload));
  }
  return act(door, route, request, reply, query, readBody(route, request));
}

async function act(
  door: Door,
  route: DoorRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  query: Record<string, unknown>,
  body: Record<string, unknown> | Upload,
): Promise<TextAnswer> {
  const { caller } = request;
  const params = request.params as Record<string, string>;
  const match = readMatch(request.headers['if-match']);
  const effect = hasEffects(route.method) ? (route.effect ?? 'stored') : undefined;
  const keyed = effect === undefined || effect === 'repeatable' ? null : keyOf(door, route, request, body);
  const run = async (ctx: SignedContext | null): Promise<TextAnswer> => {
    const call: Call<SignedContext | null> = { ctx, params, query, body, match, keyed, request, reply };
    // The gate has seen to it that a route which is not public has a caller.
    const answer = await (route.handle as (call: Call<SignedContext | null>) => Promise<Answer>)(call);
    return inText({ shows: shownIn(route.path, params, answer.body), ...answer });
  };
  if (caller && effect !== undefined) await insideWall(caller, params['id']);
  if (keyed && effect === 'once') return runUnstored(door.database, keyed, door.now(), () => run(caller));
  if (keyed && effect === 'stored' && caller) return runOnce(caller, keyed, run, mayBegin(door, route, params));
  return run(caller);
}

/**
 * Whether work may begin before its key is known: what makes or changes one record, and waits for nobody else than who
 * changes the same one; a record of the configuration waits for the epoch, which every change of the configuration raises.
 */
function mayBegin(door: Door, route: DoorRoute, params: Readonly<Record<string, string>>): boolean {
  const single = route.generic === 'create' || route.generic === 'edit' || route.generic === 'step';
  return single && !door.kit.byPlural.get(params['plural'] ?? '')?.definition.configuration;
}

function keyOf(door: Door, route: DoorRoute, request: FastifyRequest, body: Record<string, unknown> | Upload): Keyed {
  const { caller } = request;
  const who = caller
    ? caller.credential.kind === 'key'
      ? `key ${caller.credential.id}`
      : `person ${caller.actor.person}`
    : `address ${request.ip}`;
  const params = request.params as Record<string, string>;
  const asked = route.upload ? whatIsSent(body as Upload) : body;
  return {
    scope: `${who} ${route.method} ${route.path.replace(':plural', params['plural'] ?? '').replace(':step', params['step'] ?? '')}`,
    key: readKey(request.headers['idempotency-key']),
    hash: digestRequest(door.secret, [request.url, request.headers['if-match'] ?? null, asked]),
  };
}

/** What a file is to us besides its bytes: another name, or another type, is another request. */
const whatIsSent = ({ sha256, name, mediaType }: Upload) => ({ sha256, name, mediaType });

function inText(answer: Answer): TextAnswer {
  const { body, ...rest } = answer;
  return { ...rest, text: body === undefined ? null : JSON.stringify(body) };
}

async function send(request: FastifyRequest, reply: FastifyReply, answer: TextAnswer): Promise<FastifyReply> {
  void reply.status(answer.status ?? (answer.text === null && !answer.stream ? 204 : 200)).headers(dataHeaders);
  if (answer.text !== null) void reply.header('content-type', 'application/json; charset=utf-8');
  if (answer.headers) void reply.headers(answer.headers);
  if (answer.stream) return reply.send(answer.stream);
  const encoding = packingOf(answer, request.headers['accept-encoding']);
  if (!encoding || answer.text === null) return reply.send(answer.text ?? undefined);
  void reply.headers({ 'content-encoding': encoding, vary: 'accept-encoding' });
  const packed = pack(answer.text, encoding);
  return reply.send(packed instanceof Buffer ? packed : await packed);
}
