import { Failure } from '#/platform/process/failure.ts';
import { nearest } from '#/platform/process/nearest.ts';
import type { Setting } from './setting.ts';
import { settings } from './settings.ts';

type Read<S> = S extends Setting<infer T> ? T : never;

/** What the environment says, checked. Durations in milliseconds, sizes in bytes. */
export type Config = Readonly<
  { [K in keyof typeof settings]: Read<(typeof settings)[K]> } & {
    /** The address in mails and links; never ends with a slash. */
    publicUrl: string;
  }
>;

type Environment = Record<string, string | undefined>;

/**
 * Reads the settings. This folder is the only place of the program that looks at the environment.
 * An empty variable counts as one that is not set.
 * @throws Failure with every problem at once, a line each; values are not repeated, they may be secrets
 */
export function readConfig(environment: Environment = process.env): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, { name, fallback, parse }] of Object.entries<Setting<unknown>>(settings)) {
    const text = environment[name]?.trim() || fallback;
    try {
      values[key] = text === undefined ? undefined : parse(text);
    } catch (error) {
      problems.push(`${name} ${(error as Error).message}`);
    }
  }
  problems.push(...unknown(environment));
  if (problems.length > 0)
    throw new Failure(`The settings are not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  const config = values as Config;
  return { ...config, publicUrl: config.publicUrl ?? localUrl(config) };
}

const prefix = 'MAINSTAY_';

/** A mistyped name would otherwise be a setting silently not followed. */
function unknown(environment: Environment): string[] {
  const known = Object.values<Setting<unknown>>(settings).map((setting) => setting.name);
  return Object.keys(environment)
    .filter((name) => name.startsWith(prefix) && !known.includes(name))
    .map((name) => {
      const bare = known.map((one) => one.replace(prefix, ''));
      const near = nearest(name.slice(prefix.length), bare);
      const meant = near === undefined ? undefined : known[bare.indexOf(near)];
      return `${name} is no setting${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    });
}

/** Where this machine itself reaches the web server. */
export function localUrl({ host, port }: { host: string; port: number }): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** A row of the settings table of docs/OPERATIONS.md. */
export interface SettingRow {
  name: string;
  default: string;
  meaning: string;
}

/** The settings as a table, in the order of the documentation. */
export const settingsTable: readonly SettingRow[] = Object.values<Setting<unknown>>(settings).map(
  ({ name, fallback, shown, meaning }) => ({ name, default: shown ?? `\`${fallback}\``, meaning }),
);

/** The table as Markdown. */
export function settingsMarkdown(): string {
  const rows = settingsTable.map((row) => `| \`${row.name}\` | ${row.default} | ${row.meaning} |`);
  return ['| Setting | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
}

/** Whether other machines reach the web server, and by plain http: whoever stands between can read what is sent. */
export function isOpenInTheClear({ host, publicUrl }: { host: string; publicUrl: string }): boolean {
  const own = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return !own && publicUrl.startsWith('http:');
}
