import { existsSync, statSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '#/platform/config/config.ts';
import { connectionTo } from '#/platform/mail/connection.ts';
import { probeMailServer } from '#/platform/mail/probe.ts';
import { dataFolderAt, openDataFolder, readSecret } from '#/platform/process/data-folder.ts';
import { Failure, errorMessage } from '#/platform/process/failure.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const gib = 1024 ** 3;
/** The database may need so much for its log and for recovery. */
const leastFree = gib / 4;
const size = (bytes: number): string => `${(bytes / gib).toFixed(1)} GB`;

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
  const found = `${size(free)} free at ${folder}.`;
  const mend = 'Free some space, or move the data folder to a larger disk.';
  if (free < leastFree) return fail('disk', found, mend);
  if (free < config.diskReserve)
    return fail('disk', `${found} Attachments are refused: they leave ${size(config.diskReserve)} free.`, mend);
  if (free < 2 * gib) return warn('disk', found, 'Free some space before it runs out.');
  return ok('disk', found);
}

/** Whether mail can be handed to the mail server. Nothing is sent, no password is tried. */
export async function checkMail(config: Pick<Config, 'smtpUrl' | 'smtpTls' | 'smtpCa'>): Promise<Finding> {
  const { smtpUrl, smtpTls, smtpCa } = config;
  if (smtpUrl === undefined)
    return ok('mail', 'SMTP_URL is not set: nothing is mailed, people have their inbox in the product.');
  const { host, port, secure, requireTLS } = connectionTo({ smtpUrl, smtpTls, smtpCa });
  const name = `${host}:${port}`;
  const problem = await probeMailServer({ smtpUrl, smtpTls, smtpCa });
  if (problem === null)
    return ok('mail', `${name} answers as a mail server${secure || requireTLS ? ', under TLS' : ''}.`);
  return fail(
    'mail',
    `No mail can be handed to ${name}: ${problem.replace(/\.?$/, '.')}`,
    'Check SMTP_URL, SMTP_TLS and SMTP_CA, and that this machine may connect to it.',
  );
}
