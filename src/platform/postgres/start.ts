import { existsSync, readFileSync, realpathSync, renameSync, rmSync, rmdirSync, statSync } from 'node:fs';
import { statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DataFolder, openDataFolder, readDatabasePassword } from '#/platform/process/data-folder.ts';
import { Failure, errorMessage } from '#/platform/process/failure.ts';
import { type Account, chooseAccount } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { checkVersion, databaseName, letIn, makeCluster, placeCluster, socketFolder, superuser } from './cluster.ts';
import { explain, isPortTaken, isStillGoing } from './explain.ts';
import { type Guarded, startGuarded } from './guard.ts';
import { freePort } from './port.ts';
import { clearRemains, currentOwner, runningServer, takeOwnership } from './registry.ts';
import { serverSettings, settingsFile } from './settings.ts';

const host = '127.0.0.1';
/** A start needs one segment of write-ahead log and some room to recover in. */
const leastFreeBytes = 64 * 1024 * 1024;

export interface PostgresOptions {
  dataFolder: string;
  /** Told what takes long or goes otherwise than usual, a line each. */
  log: (line: string) => void;
  /** false: no fsync. Only for data that is thrown away: `stop` then removes a cluster kept outside the data folder. */
  durable?: boolean;
  /** Settings for this start alone. */
  settings?: Record<string, string>;
  /** Another server than the embedded one: tests run on the oldest version that is supported, too. */
  binaries?: Binaries;
}

/** A running server. */
export interface Postgres {
  /** Superuser's URL to the database `mainstay`. */
  url: string;
  /** The cluster's real folder. */
  cluster: string;
  /** A fast shutdown; settles when the server has ended. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded server on a data folder, making the cluster at the first time (about 1 s; afterwards 0.2 s). The
 * server is started again when it dies on its own, on the same port; it is stopped when this process ends, however.
 * Source of its traps and figures: docs/ARCHITECTURE.md, "Parts".
 * @throws Failure for everything a person can mend: folder, disk, version, another owner
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const data = openDataFolder(options.dataFolder);
  const release = await takeOwnership(data);
  try {
    const server = await prepare(data, options);
    const running = await launch(server);
    const supervised = supervise(server, running);
    return {
      url: urlOf(server.port, server.password, server.sockets),
      cluster: server.cluster,
      async stop() {
        await supervised.stop();
        release();
        if (!server.durable) throwAway(server.cluster);
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * The server of a data folder for the length of a command: the one that runs already (`mainstay up` in another
 * terminal), else one of our own, which `stop` ends.
 * @throws Failure
 */
export async function usePostgres(options: PostgresOptions): Promise<Postgres> {
  const data = openDataFolder(options.dataFolder);
  for (let waited = 0; currentOwner(data) !== undefined; waited += 50) {
    const running = runningServer(realOf(data));
    if (running?.ready === true)
      return {
        url: urlOf(running.port, readDatabasePassword(data), running.sockets),
        cluster: realOf(data),
        stop: () => Promise.resolve(),
      };
    if (waited > 30_000) throw new Failure(`The database in ${data.path} is starting, and not ready after 30 s.`);
    await sleep(50);
  }
  return startPostgres(options);
}

function realOf(data: DataFolder): string {
  return existsSync(data.cluster) ? realpathSync(data.cluster) : data.cluster;
}

/** Removes a cluster, and the folder around it where that was made for it alone and is empty now. */
function throwAway(cluster: string): void {
  rmSync(cluster, { recursive: true, force: true });
  try {
    rmdirSync(dirname(cluster));
  } catch {
    // The data folder: it has more in it, and is not ours to remove.
  }
}

interface Server {
  cluster: string;
  binaries: Binaries;
  account: Account | undefined;
  logFile: string;
  portFile: string;
  port: number;
  /** Folder of the socket, or empty. */
  sockets: string;
  password: string;
  durable: boolean;
  log: (line: string) => void;
}

async function prepare(data: DataFolder, options: PostgresOptions): Promise<Server> {
  if (options.settings === undefined && existsSync(data.restoring))
    throw new Failure(
      `The data folder ${data.path} is not whole: restoring a backup into it was cut short.`,
      'Empty it, and restore again.',
    );
  const durable = options.durable ?? true;
  const account = chooseAccount(data.cluster);
  const binaries = options.binaries ?? findBinaries(account, options.log);
  const place = placeCluster(data, account, options.log);
  const password = readDatabasePassword(data);
  checkSpace(place.folder);
  if (place.exists) checkVersion(place.folder, binaries);
  else {
    if (durable) options.log('Making the database (once)');
    makeCluster(place.folder, { binaries, account, password, durable });
  }
  await clearRemains(place.folder, options.log);
  const sockets = socketFolder(place.folder);
  writeFileSync(
    join(place.folder, 'mainstay.conf'),
    settingsFile({ ...serverSettings(durable, sockets), ...options.settings }),
  );
  letIn(place.folder, 'before');
  const portFile = join(data.run, 'postgres.port');
  const logFile = join(data.run, 'postgres.log');
  rotate(logFile);
  const port = await freePort(host, readPort(portFile));
  return {
    cluster: place.folder,
    binaries,
    account,
    logFile,
    portFile,
    port,
    sockets,
    password,
    durable,
    log: options.log,
  };
}

/** Starts the server and waits until it accepts connections; recovery after a crash is part of that. */
async function launch(server: Server): Promise<Guarded> {
  for (let attempt = 1; ; attempt++) {
    const from = sizeOf(server.logFile);
    const program = join(server.binaries.folder, 'bin', 'postgres');
    const guarded = startGuarded([program, '-D', server.cluster, '-p', String(server.port)], server);
    const began = performance.now();
    let reported = false;
    while (!guarded.hasEnded()) {
      if (runningServer(server.cluster)?.ready === true) {
        writeFileSync(server.portFile, `${server.port}\n`, { mode: 0o600 });
        return guarded;
      }
      if (!reported && performance.now() - began > 5000) {
        reported = true;
        server.log(`The database is recovering; its log is ${server.logFile}`);
      }
      await sleep(10);
    }
    const output = readFileSync(server.logFile).subarray(from).toString();
    if (attempt < 20 && isPortTaken(output)) server.port = await freePort(host);
    else if (attempt < 20 && isStillGoing(output)) await sleep(250);
    else throw explain(output, server.cluster, `${await guarded.ended}; its log is ${server.logFile}`);
  }
}

/** Starts the server again whenever it ends without being asked to, waiting longer each time that it fails. */
function supervise(server: Server, first: Guarded): { stop(): Promise<void> } {
  let current = first;
  const stopping = new AbortController();
  const kept = (async () => {
    for (;;) {
      const how = await current.ended;
      if (stopping.signal.aborted) return;
      server.log(`The database server ended (${how}); starting it again`);
      for (let pause = 100; !stopping.signal.aborted; pause = Math.min(pause * 2, 10_000)) {
        try {
          await clearRemains(server.cluster, server.log);
          current = await launch(server);
          if (stopping.signal.aborted) await current.stop();
          break;
        } catch (error) {
          server.log(errorMessage(error));
          await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
        }
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await current.stop();
      await kept;
    },
  };
}

/** With a socket its folder is named beside the address (a parameter that libpq and node-postgres both know). */
function urlOf(port: number, password: string, sockets: string | undefined): string {
  const url = `postgres://${superuser}:${encodeURIComponent(password)}@${host}:${port}/${databaseName}`;
  return sockets ? `${url}?host=${encodeURIComponent(sockets)}` : url;
}

function checkSpace(cluster: string): void {
  const parent = dirname(cluster);
  const disk = statfsSync(parent);
  const free = disk.bavail * disk.bsize;
  if (free >= leastFreeBytes) return;
  throw new Failure(
    `The disk that holds the database in ${realpathSync(parent)} is full (${Math.floor(free / 1024 / 1024)} MB free).`,
    'Free some space: the database needs at least 64 MB to start.',
  );
}

/** The port of last time, so that a tool pointed at the database by hand finds it again. */
function readPort(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const port = Number(readFileSync(path, 'utf8'));
  return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : undefined;
}

/** The log of the server begins anew at 10 MB; the one before is kept. */
function rotate(path: string): void {
  if (sizeOf(path) > 10 * 1024 * 1024) renameSync(path, `${path}.1`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
