import type { RecordDefinition } from '#/record/shared/define.ts';
import { customField } from '#/capabilities/custom-fields/shared/custom-field.ts';
import { calendar } from '#/processes/foundation/shared/calendar.ts';
import { category } from '#/processes/foundation/shared/category.ts';
import { configurationItem } from '#/processes/foundation/shared/configuration-item.ts';
import { group } from '#/processes/foundation/shared/group.ts';
import { location } from '#/processes/foundation/shared/location.ts';
import { membership } from '#/processes/foundation/shared/membership.ts';
import { organisation } from '#/processes/foundation/shared/organisation.ts';
import { person } from '#/processes/foundation/shared/person.ts';
import { role } from '#/processes/foundation/shared/role.ts';
import { service } from '#/processes/foundation/shared/service.ts';
import { clockPolicy } from '#/processes/design/service-level/shared/clock-policy.ts';
import { assignmentRule } from '#/processes/operation/incident/shared/assignment-rule.ts';
import { incident } from '#/processes/operation/incident/shared/incident.ts';
import { pendingReason } from '#/processes/operation/incident/shared/pending-reason.ts';
import { priorityMatrix } from '#/processes/operation/incident/shared/priority-matrix.ts';

/** Every record type of the product. */
export const records: readonly RecordDefinition[] = [
  organisation,
  location,
  person,
  group,
  calendar,
  service,
  category,
  configurationItem,
  role,
  membership,
  pendingReason,
  priorityMatrix,
  assignmentRule,
  clockPolicy,
  customField,
  incident,
];
