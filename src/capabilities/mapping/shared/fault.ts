/** Everything that is wrong with one case. */
export class CaseFaults extends Error {
  readonly faults: readonly CaseFault[];

  constructor(faults: readonly CaseFault[]) {
    super(faults.map(({ code }) => code).join(', '));
    this.name = 'CaseFaults';
    this.faults = faults;
  }
}

/** Why one case cannot come in. The codes' texts are `import.problem.<code>`. */
export class CaseFault extends Error {
  readonly code: string;
  readonly params: Record<string, string | number>;
  /** Line of the event that is wrong, where it is not the case's own. */
  readonly line: number | undefined;

  constructor(code: string, params: Record<string, string | number> = {}, line?: number) {
    super(code);
    this.name = 'CaseFault';
    this.code = code;
    this.params = params;
    this.line = line;
  }
}
