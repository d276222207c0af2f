import { existsSync, statSync, statfsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { Config } from '#/platform/config/config.ts';
import { dataFolderAt, openDataFolder, readSecret } from '#/platform/process/data-folder.ts';
import { Failure, errorMessage } from '#/platform/process/failure.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const gib = 1024 ** 3;

/** The version of Node.js. */
export function checkRuntime(): Finding {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const found = `Node.js ${process.version} on ${process.platform}-${process.arch}.`;
  return major >= 24 ? ok('runtime', found) : fail('runtime', found, 'Start through npm, which brings Node.js 24.');
}

/** Whether the data folder can be used, and whether others can read its secrets. */
export function checkDataFolder(config: Config): Finding {
  const at = dataFolderAt(config.dataFolder);
  if (!existsSync(at.path))
    return warn('data folder', `${at.path} does not exist yet.`, 'Start Mainstay once: npm start.');
  try {
    readSecret(openDataFolder(at.path));
  } catch (error) {
    return fail('data folder', errorMessage(error), (error instanceof Failure && error.mend) || 'See its permissions.');
  }
  const open = [at.secretKey, at.databasePassword].filter((path) => existsSync(path) && statSync(path).mode & 0o077);
  if (open.length > 0)
    return fail('data folder', `Others can read ${open.join(' and ')}.`, `chmod 600 ${open.join(' ')}`);
  return ok('data folder', `${at.path} can be written; its secrets are readable by its owner alone.`);
}

/** Free space where the data is. */
export function checkDisk(config: Config): Finding {
  const folder = existsSync(config.dataFolder) ? config.dataFolder : dirname(config.dataFolder);
  if (!existsSync(folder)) return warn('disk', `${folder} does not exist.`, 'Make it, or set MAINSTAY_DATA.');
  const disk = statfsSync(folder);
  const free = disk.bavail * disk.bsize;
  const found = `${(free / gib).toFixed(1)} GB free at ${folder}.`;
  if (free < gib / 4) return fail('disk', found, 'Free some space, or move the data folder to a larger disk.');
  if (free < 2 * gib) return warn('disk', found, 'Free some space before it runs out.');
  return ok('disk', found);
}

/** Whether the mail server answers as one. Nothing is sent, no password is tried. */
export async function checkMail(config: Config): Promise<Finding> {
  if (config.smtpUrl === undefined)
    return ok('mail', 'SMTP_URL is not set: nothing is mailed, people have their inbox in the product.');
  const { protocol, hostname, port } = new URL(config.smtpUrl);
  const secure = protocol === 'smtps:';
  const number = Number(port) || (secure ? 465 : 587);
  const name = `${hostname}:${number}`;
  const mend = 'Check SMTP_URL, and that this machine may connect to it.';
  return new Promise((settle) => {
    const socket = connect({ host: hostname, port: number, timeout: 5000 });
    const end = (finding: Finding) => {
      socket.destroy();
      settle(finding);
    };
    socket.on('error', (error) => end(fail('mail', `${name} cannot be reached: ${errorMessage(error)}.`, mend)));
    socket.on('timeout', () => end(fail('mail', `${name} does not answer within 5 s.`, mend)));
    // Under smtps the greeting comes after the TLS handshake; that it listens has to do here.
    if (secure) socket.on('connect', () => end(ok('mail', `${name} can be reached.`)));
    socket.on('data', (data) =>
      end(
        data.toString().startsWith('220')
          ? ok('mail', `${name} answers as a mail server.`)
          : fail('mail', `${name} is not a mail server that lets us in.`, mend),
      ),
    );
  });
}
