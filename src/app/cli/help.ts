import { type Command, type Option } from './command.ts';
import { commonOptions } from './parse.ts';

/** The help of `mainstay` itself: every command, a line each. */
export function overview(commands: readonly Command[]): string {
  return [
    'Mainstay: IT service management.',
    '',
    'Usage: mainstay COMMAND [options]',
    '',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Every command has --help, with examples. Settings are environment variables: see docs/OPERATIONS.md.',
  ].join('\n');
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, ...commonOptions }).filter(([, option]) => !option.hidden);
  return [
    `${command.summary}.`,
    ...(command.about === undefined ? [] : ['', command.about]),
    '',
    ...command.usage.map((usage, index) => `${index === 0 ? 'Usage:' : '      '} mainstay ${usage}`),
    '',
    'Examples:',
    ...command.examples.flatMap(({ call, does }) => [`  # ${does}`, `  ${call}`]),
    '',
    'Options:',
    ...table(options.map(([name, option]) => [optionName(name, option), option.about])),
  ].join('\n');
}

function optionName(name: string, { type, value, short }: Option): string {
  const long = type === 'string' ? `--${name} ${value ?? 'VALUE'}` : `--${name}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
