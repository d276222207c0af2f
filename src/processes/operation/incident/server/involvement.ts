import { involvement } from '#/processes/foundation/server/api.ts';
import type { Involvement } from '#/processes/foundation/server/api.ts';

/** Who is involved in an incident: whom it stops, who reported it, and whoever was added to it. */
export const incidentInvolvement: Involvement = {
  table: 'incident',
  columns: ['affected_user', 'requester'],
  customerColumn: 'customer_organisation',
};

/** The conditions by which roles say which incidents they are about. */
export const incidentPredicates = involvement(incidentInvolvement);
