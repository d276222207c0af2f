import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '#/platform/config/config.ts';
import { wantsColour } from '#/platform/config/environment.ts';
import { projectRoot } from '#/platform/config/settings.ts';
import { Failure } from '#/platform/process/failure.ts';
import { nearest } from '#/platform/process/nearest.ts';
import { type Command, UsageError, exitCodes } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { helpOf, overview } from './cli/help.ts';
import { parse } from './cli/parse.ts';

/**
 * The command line. Data goes to standard output, everything else to standard error; exit code 0 done, 1 failed, 2
 * called wrongly.
 */
async function main(argv: readonly string[]): Promise<number> {
  const [word = 'help', ...rest] = argv;
  if (word === '--version' || word === '-V') {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
    process.stdout.write(`${version}\n`);
    return exitCodes.done;
  }
  if (word === 'help' || word === '--help' || word === '-h') {
    process.stdout.write(`${rest[0] === undefined ? overview(commands) : helpOf(find(rest[0]))}\n`);
    return exitCodes.done;
  }
  return runCommand(find(word), rest);
}

async function runCommand(command: Command, argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${helpOf(command)}\n`);
    return exitCodes.done;
  }
  const args = parse(command, argv);
  const code = await command.run({
    ...args,
    config: () => readConfig(),
    out: (line) => void process.stdout.write(`${line}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    colour: args.values['no-color'] !== true && wantsColour(process.stdout),
  });
  return code ?? exitCodes.done;
}

function find(name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const near = nearest(name, [...commands.map((command) => command.name), 'help']);
  throw new UsageError(`there is no command "${name}"${near === undefined ? '' : `; did you mean ${near}?`}`);
}

/** What a person reads when a command did not do what was asked. */
function report(error: unknown, argv: readonly string[]): number {
  if (error instanceof UsageError) {
    const known = commands.some((command) => command.name === argv[0]);
    process.stderr.write(`mainstay: ${error.message}\nSee mainstay ${known ? `${argv[0]} --help` : 'help'}.\n`);
    return exitCodes.usage;
  }
  if (error instanceof Failure) {
    if (argv.includes('--json'))
      process.stdout.write(`${JSON.stringify({ error: error.message, mend: error.mend })}\n`);
    process.stderr.write(`${error.message}${error.mend === undefined ? '' : ` ${error.mend}`}\n`);
    return exitCodes.failed;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.failed;
}

// A reader that went away (`mainstay … | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
});
const argv = process.argv.slice(2);
process.exitCode = await main(argv).catch((error: unknown) => report(error, argv));
