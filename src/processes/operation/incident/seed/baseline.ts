import type { Context } from '#/record/server/context.ts';
import { ensure } from '#/record/server/ensure.ts';
import { shippedMatrix } from '../engine/priority.ts';

/** The reasons to wait that ship. */
const reasons = [
  {
    code: 'user',
    name: 'Waiting for the user',
    nameSk: 'Čaká na používateľa',
    pauses: 'always',
    waitsForUser: true,
    remindAfterDays: 2,
    reminders: 2,
    thenResolve: true,
    order: 1,
  },
  { code: 'supplier', name: 'Waiting for a supplier', nameSk: 'Čaká na dodávateľa', pauses: 'never', order: 2 },
  { code: 'change', name: 'Waiting for a change', nameSk: 'Čaká na zmenu', pauses: 'never', order: 3 },
  { code: 'problem', name: 'Waiting for a problem', nameSk: 'Čaká na riešenie problému', pauses: 'never', order: 4 },
  {
    code: 'until-date',
    name: 'Until a date',
    nameSk: 'Do určitého dátumu',
    pauses: 'if-user-asked',
    needsDate: true,
    order: 5,
  },
] as const;

/** The matrix, the reasons to wait, and a rule that gives every case to the first group. */
export async function seedIncident(ctx: Context, desk: string, language: 'en' | 'sk'): Promise<void> {
  await ensure(ctx, 'priority-matrix', 'order', {
    name: language === 'sk' ? 'Dopad × naliehavosť' : 'Impact × urgency',
    cells: shippedMatrix,
    order: 1,
  });
  for (const reason of reasons) await ensure(ctx, 'pending-reason', 'code', { ...reason });
  await ensure(ctx, 'assignment-rule', 'order', {
    name: language === 'sk' ? 'Všetko ostatné' : 'Everything else',
    order: 10_000,
    group: desk,
  });
}
