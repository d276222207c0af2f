/**
 * Priority by impact and urgency: `cells[impact - 1][urgency - 1]`. Null where the matrix has no such cell.
 */
export function lookUpPriority(cells: readonly (readonly number[])[], impact: number, urgency: number): number | null {
  return cells[impact - 1]?.[urgency - 1] ?? null;
}

/** The matrix that ships: HH=1, HM=2, HL=3, MH=2, MM=3, ML=4, LH=3, LM=4, LL=5. */
export const shippedMatrix: readonly (readonly number[])[] = [
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
];
