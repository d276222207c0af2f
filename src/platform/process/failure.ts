/**
 * An expected failure of a command: told to the person at the terminal in one sentence, without a stack. `mend` says
 * what to do about it, where that is known. Anything else that is thrown is a bug and shows its stack.
 */
export class Failure extends Error {
  readonly mend: string | undefined;

  constructor(sentence: string, mend?: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'Failure';
    this.mend = mend;
  }
}

/** Node's error code (`ENOENT`, `EACCES` …) of anything thrown, or undefined. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The message of anything thrown. Node reports a refused connection as a list without a message of its own. */
export function errorMessage(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(errorMessage).join('; ');
  return error instanceof Error ? error.message : String(error);
}
