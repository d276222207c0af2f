import { parseArgs } from 'node:util';
import { nearest } from '#/platform/process/nearest.ts';
import { type Arguments, type Command, type Option, UsageError } from './command.ts';

/** Options that every command has. */
export const commonOptions: Readonly<Record<string, Option>> = {
  json: { type: 'boolean', about: 'Print JSON on standard output' },
  help: { type: 'boolean', short: 'h', about: 'Show this help' },
  'no-color': { type: 'boolean', about: 'No colours (NO_COLOR does the same)' },
};

/**
 * Reads the arguments after the command's name.
 * @throws UsageError with the option that was probably meant
 */
export function parse(command: Command, argv: readonly string[]): Arguments {
  const options = { ...command.options, ...commonOptions };
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = options[token.name];
    if (option === undefined) {
      const near = nearest(token.name, Object.keys(options));
      throw new UsageError(
        `${command.name} has no option ${token.rawName}${near === undefined ? '' : `; did you mean --${near}?`}`,
      );
    }
    if (option.type === 'string' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))))
      throw new UsageError(`${token.rawName} needs a value (${option.value ?? 'VALUE'})`);
    if (option.type === 'boolean' && token.inlineValue === true)
      throw new UsageError(`${token.rawName} takes no value`);
  }
  const { values, positionals } = parseArgs({ args: [...argv], options: config, strict: true, allowPositionals: true });
  return { values, positionals, json: values['json'] === true };
}

/** The value of a string option, or undefined. */
export function textOf(args: Arguments, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Exactly these positional arguments.
 * @throws UsageError when one is missing or there are more
 */
export function positionalsOf<const N extends readonly string[]>(
  args: Arguments,
  ...names: N
): { [K in keyof N]: string } {
  const missing = names[args.positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  const extra = args.positionals[names.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many`);
  return args.positionals as unknown as { [K in keyof N]: string };
}
