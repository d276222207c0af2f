import { useMemo } from 'react';
import { useTypes } from '#/record/web/definitions.tsx';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { useAll } from '#/record/web/records.ts';

type Cells = readonly (readonly number[])[];

/** The axes of the priority matrix. */
export type Axis = 'impact' | 'urgency';

/** The priority matrix in force, impact by urgency; undefined while it is not known. */
export function useMatrix(): Cells | undefined {
  const { data } = useAll(useTypes().kind('priority-matrix'));
  return data?.rows.toSorted((a, b) => Number(a['order']) - Number(b['order']))[0]?.['cells'] as Cells | undefined;
}

/** How many levels an axis of a matrix has. */
export const levelsOf = (cells: Cells, axis: Axis): number =>
  axis === 'impact' ? cells.length : (cells[0]?.length ?? 0);

/**
 * The type with no more levels of impact and urgency than the matrix in force has: others would be refused. What a case
 * has already, from elsewhere or from an earlier matrix, stays among them.
 */
export function useWithinMatrix(type: TypeShape, has: Readonly<Record<string, unknown>> = {}): TypeShape {
  const cells = useMatrix();
  const [impact, urgency] = [Number(has['impact'] ?? 0), Number(has['urgency'] ?? 0)];
  return useMemo(() => {
    if (!cells) return type;
    const most = {
      impact: Math.max(levelsOf(cells, 'impact'), impact),
      urgency: Math.max(levelsOf(cells, 'urgency'), urgency),
    };
    const fields = type.fields.map((field) =>
      field.name === 'impact' || field.name === 'urgency' ? { ...field, max: most[field.name] } : field,
    );
    return { ...type, fields };
  }, [type, cells, impact, urgency]);
}
