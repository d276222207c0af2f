import { BrokenCell } from '#/capabilities/mapping/shared/case.ts';
import type { CaseProblem } from '#/capabilities/mapping/shared/case.ts';
import { CaseFault, CaseFaults } from '#/capabilities/mapping/shared/fault.ts';

/** What was thrown because of a case, as its problems; anything else is thrown on. `line` is that of the case. */
export function problemsOf(error: unknown, line: number): CaseProblem[] {
  if (error instanceof CaseFaults) return error.faults.flatMap((fault) => problemsOf(fault, line));
  if (error instanceof CaseFault) return [{ line: error.line ?? line, code: error.code, params: error.params }];
  if (error instanceof BrokenCell) return [{ line, code: 'cell-broken', params: {} }];
  throw error;
}
