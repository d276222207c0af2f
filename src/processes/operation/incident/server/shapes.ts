import type { ShapeCheck } from '#/record/server/kit.ts';

/** A matrix is a rectangle of 1 to 5 rows and columns, of priorities 1 to 5. */
const matrix: ShapeCheck = (value) => {
  if (!Array.isArray(value) || value.length < 1 || value.length > 5) return [{ path: '', key: 'incident.matrix-size' }];
  const rows = value as unknown[];
  const width = Array.isArray(rows[0]) ? rows[0].length : 0;
  if (width < 1 || width > 5) return [{ path: '0', key: 'incident.matrix-size' }];
  for (const [index, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== width) return [{ path: String(index), key: 'incident.matrix-size' }];
    const wrong = row.findIndex((cell) => !Number.isInteger(cell) || (cell as number) < 1 || (cell as number) > 5);
    if (wrong >= 0) return [{ path: `${index}.${wrong}`, key: 'incident.matrix-cell' }];
  }
  return [];
};

export const incidentShapes: Readonly<Record<string, ShapeCheck>> = { 'priority-matrix': matrix };
