import type { Config } from '#/platform/config/config.ts';

/** An option of a command. Nothing secret is ever an option: arguments can be seen by everybody on the machine. */
export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  /** Word for the value in the help: FILE, NAME. */
  value?: string;
  /** May be given more than once. */
  multiple?: boolean;
  about: string;
  /** Not in the help: used between our own processes. */
  hidden?: boolean;
}

/** What a command was called with. */
export interface Arguments {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
  /** `--json`: standard output is JSON, for programs. */
  json: boolean;
}

/** What a command works with. */
export interface CommandContext extends Arguments {
  /** The settings; read (and refused) when first asked for, so that help works whatever they are. */
  config: () => Config;
  /** Data: a line on standard output. */
  out: (line: string) => void;
  /** For people: a line on standard error. */
  say: (line: string) => void;
  /** Whether standard output takes colour. */
  colour: boolean;
}

/** A command of `mainstay`. `run` answers with the exit code; 0 where it answers nothing. */
export interface Command {
  name: string;
  /** One line for the list of commands, without a full stop. */
  summary: string;
  /** Every form of the call, after `mainstay `. */
  usage: readonly string[];
  /** A paragraph, where the summary does not say everything. */
  about?: string;
  examples: readonly { call: string; does: string }[];
  options: Readonly<Record<string, Option>>;
  run: (ctx: CommandContext) => Promise<number | void>;
}

/** 0 done, 1 failed, 2 called wrongly. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** Called wrongly: told with a pointer to the help, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
