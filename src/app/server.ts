import { createHmac, createSecretKey } from 'node:crypto';
import path from 'node:path';
import { keepFilesIn, uploadsIn, usualLimits } from '#/capabilities/attachments/server/keeping.ts';
import { clearUploads } from '#/capabilities/attachments/server/remains.ts';
import { keepHeadsIn, sealsIn } from '#/capabilities/history/server/kept-heads.ts';
import { mailingOf, tellWith } from '#/capabilities/notifications/server/mailing.ts';
import { queueLinkMail } from '#/capabilities/notifications/server/queue-link-mail.ts';
import { isOpenInTheClear } from '#/platform/config/config.ts';
import type { Config } from '#/platform/config/config.ts';
import { projectRoot } from '#/platform/config/settings.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import { addGuide } from '#/platform/guide/guide.ts';
import { addHealth } from '#/platform/http/health.ts';
import { createHttp } from '#/platform/http/server.ts';
import { addStatic } from '#/platform/http/static.ts';
import { openLog } from '#/platform/log/log.ts';
import { observeDatabase } from '#/platform/telemetry/database.ts';
import { openMetrics } from '#/platform/telemetry/metrics.ts';
import { loadTexts } from '#/platform/text/load.ts';
import type { Door } from '#/doors/rest/door.ts';
import { openHub } from '#/doors/rest/live/hub.ts';
import { openRates, openRest } from '#/doors/rest/open.ts';
import { watchWriting } from '#/doors/rest/can-write.ts';
import { databaseAnswers, databaseMigrated, workerKeepsUp } from '#/doors/rest/ready.ts';
import { openAccess } from '#/processes/foundation/server/api.ts';
import { buildKit } from './kit.ts';
import { involvements, routes } from './processes.server.ts';
import { seedBaseline } from './seed.ts';

export interface WebRuntime {
  config: Pick<
    Config,
    | 'host'
    | 'port'
    | 'publicUrl'
    | 'trustedProxies'
    | 'dataFolder'
    | 'databaseConnections'
    | 'requestDeadline'
    | 'bodyLimit'
    | 'bodyIdle'
    | 'slowestLine'
    | 'slowBodies'
    | 'rateLimit'
    | 'signInLimit'
    | 'sessionIdle'
    | 'sessionMaximum'
    | 'attachmentLimit'
    | 'diskReserve'
    | 'importLimit'
    | 'logLevel'
  > & {
    metricsToken?: string | undefined;
    attachmentsPerRecord?: number | undefined;
    portalRecordLimit?: number;
    portalFilesADay?: number;
    portalBytesADay?: number;
    sealFolder?: string | undefined;
    smtpUrl?: string | undefined;
    mailFrom?: string;
  };
  /** The owner's URL of the database. */
  databaseUrl: string;
  secret: Buffer;
}

/** Puts a web server together without listening: what {@link startWeb} and the tests share. */
export async function buildWeb({ config, databaseUrl, secret }: WebRuntime) {
  const log = openLog(config.logLevel);
  const metrics = openMetrics();
  const texts = loadTexts();
  const kit = buildKit((line, facts) => log.warn(facts, line));
  const database = openDatabase({
    url: databaseUrl,
    secret,
    deadline: config.requestDeadline,
    size: config.databaseConnections,
    onError: (error) => log.error({ err: error }, 'a database connection broke'),
  });
  keepFilesIn(database, path.join(config.dataFolder, 'files'), {
    largest: config.attachmentLimit,
    largestSource: config.importLimit,
    perRecord: config.attachmentsPerRecord ?? usualLimits.perRecord,
    portal: {
      perRecordBytes: config.portalRecordLimit ?? usualLimits.portal.perRecordBytes,
      filesADay: config.portalFilesADay ?? usualLimits.portal.filesADay,
      bytesADay: config.portalBytesADay ?? usualLimits.portal.bytesADay,
    },
  });
  keepHeadsIn(database, sealsIn(config), secret);
  observeDatabase(metrics, database);
  const live = openHub({
    url: databaseUrl,
    secret,
    log,
    notify: async (channel, payload) => {
      await database.read({ kind: 'staff' }, { sql: 'select pg_notify($1, $2)', parameters: [channel, payload] });
    },
  });
  const { smtpUrl, mailFrom: from = '', publicUrl } = config;
  tellWith(database, texts, smtpUrl === undefined ? null : { publicUrl, from, secret });
  const mailing = mailingOf(database);
  const access = openAccess({
    involvements,
    database,
    kit,
    settings: config,
    secret,
    warn: (line, facts) => log.warn(facts, line),
    seed: (ctx, about) => seedBaseline(ctx, about),
    // Without a mail server, whoever asked for the link hands it over.
    ...(mailing ? { deliver: (link) => queueLinkMail(database, mailing, link, Date.now()) } : {}),
  });
  const door: Door = {
    access,
    kit,
    database,
    texts,
    log,
    metrics,
    live,
    settings: { ...config, uploadFolder: uploadsIn(config.dataFolder) },
    rates: openRates(config.rateLimit),
    secret: createSecretKey(createHmac('sha256', secret).update('idempotency').digest()),
    now: Date.now,
  };
  let draining = false;
  const writing = watchWriting(database, config.dataFolder, Date.now);
  const app = createHttp({ log, metrics, texts, ...config, failed: writing.failed });
  addHealth(app, {
    metrics,
    metricsToken: config.metricsToken,
    draining: () => draining,
    checks: [
      { name: 'database', run: () => databaseAnswers(database) },
      { name: 'migrations', run: databaseMigrated(databaseUrl) },
      { name: 'disk', run: writing.check },
      { name: 'worker', beside: true, run: () => workerKeepsUp(database, Date.now()) },
    ],
  });
  const table = await openRest(app, door, routes);
  addGuide(app, path.join(projectRoot, 'docs/guide'), texts);
  addStatic(app, path.join(projectRoot, 'dist/web'), [
    { under: '/', file: 'portal.html' },
    { under: '/work', file: 'workspace.html' },
  ]);
  return {
    app,
    door,
    table,
    /** Says it is going away, lets requests end, and closes. */
    async close() {
      draining = true;
      await live.close();
      await app.close();
      await database.close();
    },
  };
}

/** Starts the web server. `close` drains: `/readyz` says no, streams end, running requests are finished. */
export async function startWeb(runtime: WebRuntime): Promise<{ address: string; close(): Promise<void> }> {
  const web = await buildWeb(runtime);
  try {
    const { uploadFolder } = web.door.settings;
    const left = await clearUploads(uploadFolder, Date.now());
    if (left > 0) web.door.log.info({ left }, 'removed what uploads had left behind');
    const { host, port } = runtime.config;
    const address = await web.app.listen({ host, port });
    web.door.log.info({ address }, 'the web server listens');
    if (isOpenInTheClear(runtime.config)) {
      web.door.log.warn({ address }, 'others reach this over plain http: their passwords can be read on the way');
    }
    return { address, close: web.close };
  } catch (error) {
    await web.close();
    throw error;
  }
}
