import fastify, { LogController } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, notFound } from '#/base/refusal.ts';
import type { Log } from '#/platform/log/log.ts';
import type { Metrics } from '#/platform/telemetry/metrics.ts';
import type { Texts } from '#/platform/text/texts.ts';
import { preferredLanguage } from '#/platform/text/texts.ts';
import { answerBroken } from './broken-request.ts';
import type { FailingPart } from './failing-part.ts';
import { problemOf } from './problem.ts';
import { requestId } from './request-id.ts';
import { commonHeaders, dataHeaders } from './security-headers.ts';
import { watchBodies } from './slow-bodies.ts';
import type { BodyLimits } from './slow-bodies.ts';

export interface HttpOptions extends BodyLimits {
  log: Log;
  metrics: Metrics;
  texts: Texts;
  /** Where people reach us; https switches HSTS on. */
  publicUrl: string;
  /** Bytes of a JSON body. */
  bodyLimit: number;
  /** Proxies in front of us whose `X-Forwarded-For` is believed. */
  trustedProxies: number;
  /** Told each time that a part outside of us has failed a request. */
  failed?: (part: FailingPart) => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The language of answers to this request. */
    language: string;
    /** Ends the request's SQL: its deadline, or a caller who went away. */
    stop: AbortController;
    /** The person behind it, for the log. */
    person: string | null;
  }
}

/**
 * A web server that knows no records: limits, ids, log, measurements, headers, and problems as the only shape of an
 * error. Routes are added by the doors.
 */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { log, metrics, texts } = options;
  const headers = commonHeaders(options.publicUrl);
  const app = fastify({
    loggerInstance: log,
    // Nobody writes to a log of one request: it would be made for nothing, with all that is kept out of it.
    childLoggerFactory: (logger) => logger,
    // Every request is logged once, by ourselves: see the hook below.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestId(request.headers['x-request-id']),
    requestIdHeader: false,
    bodyLimit: options.bodyLimit,
    // Of `X-Forwarded-For` so many of the last entries are believed as there are proxies of ours, and no more.
    trustProxy: (_address, hop) => hop < options.trustedProxies,
    // A head that trickles in holds a connection no longer than is said below; for bodies, see the slow ones.
    requestTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // A request without a host is answered below, as everything else is.
    http: { requireHostHeader: false, headersTimeout: 60_000 },
    clientErrorHandler: answerBroken(texts, headers),
    exposeHeadRoutes: false,
    routerOptions: {
      caseSensitive: true,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
      maxParamLength: 100,
    },
    // A path that cannot be decoded never reaches a route.
    frameworkErrors: ((error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      void answer(error, request, reply)) as never,
  }) as unknown as FastifyInstance;

  app.decorateRequest('language', 'en');
  app.decorateRequest('person', null);
  app.decorateRequest('stop', null as unknown as AbortController);

  app.addHook('onRequest', (request, reply, done) => {
    request.language = preferredLanguage(request.headers['accept-language']);
    reply.headers(headers).header('x-request-id', request.id);
    done(unreadable(request));
  });

  watchBodies(app, options);

  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode, elapsedTime } = reply;
    metrics.requestSeconds.observe({ method: request.method, route, status: String(statusCode) }, elapsedTime / 1000);
    // The query is left out: what people search for is theirs.
    const path = request.url.split('?', 1)[0];
    const entry = {
      request: request.id,
      method: request.method,
      path,
      status: statusCode,
      ms: Math.round(elapsedTime),
      person: request.person,
    };
    if (!isProbe(route)) log.plain.info(entry, 'request');
    done();
  });

  function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const {
      problem,
      headers: extra,
      unexpected,
      failing,
    } = problemOf(error, {
      texts,
      language: request.language ?? 'en',
      request: String(request.id),
      aborted: request.stop?.signal.aborted ?? false,
    });
    if (unexpected)
      log.error(
        { request: request.id, method: request.method, route: request.routeOptions?.url, err: error },
        'unexpected',
      );
    if (failing) {
      log.warn({ request: request.id, part: failing, err: error }, 'a part does not work');
      options.failed?.(failing);
    }
    metrics.refusals.inc({ code: problem.code });
    void reply.headers({
      // An address that cannot be decoded comes here without having passed the hooks.
      'x-request-id': String(request.id),
      ...headers,
      ...dataHeaders,
      ...extra,
      'content-type': 'application/problem+json; charset=utf-8',
    });
    return reply.status(problem.status).send(JSON.stringify(problem));
  }
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => answer(notFound(), request, reply));
  jsonOnly(app);
  return app;
}

/** What no route has to look at: HTTP/1.1 without a host (RFC 9112, 3.2), and bodies that would have to be unpacked. */
function unreadable({ headers, raw }: FastifyRequest): Error | undefined {
  if (headers.host === undefined && raw.httpVersion === '1.1') return new Refusal('bad-request', 'refusal.not-http');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  return encoding === 'identity' || encoding === '' ? undefined : new EncodedBody();
}

/** RFC 9110, 8.4: a body is not taken for what it is not. */
class EncodedBody extends Error {
  readonly code = 'ENCODED_BODY';
}

const isProbe = (route: string) => route === '/livez' || route === '/readyz' || route === '/metrics';

/** Takes JSON and nothing else: 415 for the rest, `text/plain` included, which a foreign form could send. */
function jsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      const parsed: unknown = JSON.parse(body as string);
      return isHarmless(parsed, deepest) ? done(null, parsed) : done(new Refusal('bad-request', 'refusal.not-json'));
    } catch {
      return done(new Refusal('bad-request', 'refusal.not-json'));
    }
  });
}

/** Levels of a JSON body: what we take has five at most, and what walks through it further down is recursive. */
const deepest = 32;

/** No key is `__proto__`, which would become somebody's prototype further down, however it was spelt; none too deep. */
function isHarmless(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (levels === 0 || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((inner) => isHarmless(inner, levels - 1));
}
