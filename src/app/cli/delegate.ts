import { nearest } from '#/platform/process/nearest.ts';
import { type Arguments, type CommandContext, UsageError } from './command.ts';
import { loadPart } from './part.ts';
import { type Runtime, openRuntime } from './runtime.ts';

/** What a command's own module is given besides the runtime. */
export interface DelegatedArguments extends Arguments {
  out: (line: string) => void;
  say: (line: string) => void;
}

interface Delegate {
  run: (runtime: Runtime, args: DelegatedArguments) => Promise<number | void>;
}

/**
 * Runs a command whose work is a module of its own (`run(runtime, args)`), with the database open around it.
 * @throws Failure when the module is not there
 */
export async function delegate(ctx: CommandContext, module: string): Promise<number | void> {
  const { run } = await loadPart<Delegate>(module);
  const runtime = await openRuntime(ctx.config(), ctx.say);
  try {
    const { values, positionals, json, out, say } = ctx;
    return await run(runtime, { values, positionals, json, out, say });
  } finally {
    await runtime.close();
  }
}

/**
 * The first word after the command must be one of its actions.
 * @throws UsageError
 */
export function checkAction(args: Arguments, actions: readonly string[]): void {
  const [word] = args.positionals;
  if (word === undefined) throw new UsageError(`say what to do: ${actions.join(', ')}`);
  if (actions.includes(word)) return;
  const near = nearest(word, actions);
  throw new UsageError(
    `"${word}" is none of ${actions.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`,
  );
}

/**
 * These options must be given.
 * @throws UsageError naming the first that is not
 */
export function checkGiven(args: Arguments, ...names: string[]): void {
  for (const name of names) if (args.values[name] === undefined) throw new UsageError(`--${name} is missing`);
}
