/** What one check found. `ok` fine, `warn` works but should be mended, `fail` Mainstay does not work like this. */
export interface Finding {
  check: string;
  outcome: 'ok' | 'warn' | 'fail';
  /** What was found, a sentence. */
  found: string;
  /** How to mend it, a sentence; only where there is something to mend. */
  mend?: string;
}

export const ok = (check: string, found: string): Finding => ({ check, outcome: 'ok', found });
export const warn = (check: string, found: string, mend: string): Finding => ({ check, outcome: 'warn', found, mend });
export const fail = (check: string, found: string, mend: string): Finding => ({ check, outcome: 'fail', found, mend });
