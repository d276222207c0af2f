import type { Row } from '#/record/server/commit/commit.ts';
import { configured } from '#/record/server/configured.ts';
import type { Context } from '#/record/server/context.ts';
import { may } from '#/record/server/permission.ts';
import { namesOf } from '#/record/server/read/names.ts';
import type { Named } from '#/record/shared/named.ts';
import type { CaseStatus } from '#/processes/operation/incident/shared/portal.ts';
import { statusOf } from './case-status.ts';
import { getIncident } from './incident-context.ts';
import { incidentType } from './incident-type.ts';

/** A case as its user reads it. */
export interface Case {
  record: Row;
  names: Record<string, Named>;
  status: CaseStatus;
  /** What the person may do with it now. */
  steps: string[];
}

/** What users do with their cases. */
const steps = ['reply', 'attach', 'confirm', 'reopen'] as const;

/** One case of the portal, by id or number. Refuses with `not-found` what the person does not follow. */
export async function readCase(ctx: Context, id: string | undefined): Promise<Case> {
  const type = await configured(ctx, incidentType(ctx));
  const record = await getIncident(ctx, id);
  const [names, statuses, allowed] = await Promise.all([
    namesOf(ctx, type, [record]),
    statusOf(ctx, [record]),
    stepsFor(ctx, record),
  ]);
  return { record, names, status: statuses.get(record['id'] as string) as CaseStatus, steps: allowed };
}

async function stepsFor(ctx: Context, record: Row): Promise<string[]> {
  const type = incidentType(ctx);
  const allowed: string[] = [];
  for (const name of steps) {
    const step = type.steps[name];
    if (!step?.from.includes(record['state'] as string)) continue;
    if (await may(ctx, type, step.may, record)) allowed.push(name);
  }
  return allowed;
}
