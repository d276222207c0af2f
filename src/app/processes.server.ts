import type { Predicate } from '#/engines/filter/schema.ts';
import { customFieldBehaviours } from '#/capabilities/custom-fields/server/behaviours.ts';
import { customFieldRoutes } from '#/capabilities/custom-fields/server/routes.ts';
import { undoing } from '#/capabilities/history/server/undo.ts';
import { notes } from '#/capabilities/notes/server/capability.ts';
import type { Involvement } from '#/processes/foundation/server/api.ts';
import { createOrganisation } from '#/processes/foundation/server/actions/create-organisation.ts';
import { createPerson } from '#/processes/foundation/server/actions/create-person.ts';
import { retireGroup } from '#/processes/foundation/server/actions/retire-group.ts';
import { personPredicates } from '#/processes/foundation/server/access/person-predicates.ts';
import { accessBehaviours } from '#/processes/foundation/server/access/behaviours.ts';
import { accessShapes } from '#/processes/foundation/server/access/shapes.ts';
import { tellOwnRights } from '#/processes/foundation/server/reactions/tell-own-rights.ts';
import { foundationRoutes } from '#/processes/foundation/server/routes.ts';
import { serviceLevelBehaviours } from '#/processes/design/service-level/server/behaviours.ts';
import { serviceLevelRoutes } from '#/processes/design/service-level/server/routes.ts';
import { moveClocks } from '#/processes/design/service-level/server/reactions/move-clocks.ts';
import { serviceLevelShapes } from '#/processes/design/service-level/server/shapes.ts';
import { incidentBehaviours } from '#/processes/operation/incident/server/index.ts';
import { incidentInvolvement, incidentPredicates } from '#/processes/operation/incident/server/involvement.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import { leftBehind } from '#/processes/operation/incident/server/left-behind.ts';
import { incidentTimers } from '#/processes/operation/incident/server/jobs/timers.ts';
import { incidentShapes } from '#/processes/operation/incident/server/shapes.ts';
import { noteTimers } from '#/capabilities/notes/server/timers.ts';
import { attachments } from '#/capabilities/attachments/server/capability.ts';
import { attachmentRoutes } from '#/capabilities/attachments/server/routes.ts';
import { clockPredicates } from '#/capabilities/clocks/server/predicates.ts';
import { clockRoutes } from '#/capabilities/clocks/server/routes.ts';
import { draftRoutes } from '#/capabilities/drafts/server/routes.ts';
import { dutyRoutes } from '#/capabilities/duties/server/routes.ts';
import { bulkRoutes } from '#/capabilities/bulk/server/routes.ts';
import { historyRoutes } from '#/capabilities/history/server/routes.ts';
import { importRoutes } from '#/capabilities/imports/server/routes.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import { links } from '#/capabilities/links/server/capability.ts';
import { linkRoutes } from '#/capabilities/links/server/routes.ts';
import { notificationRoutes } from '#/capabilities/notifications/server/routes.ts';
import { searchRoutes } from '#/capabilities/search/server/routes.ts';
import { tasks } from '#/capabilities/tasks/server/capability.ts';
import { taskRoutes } from '#/capabilities/tasks/server/routes.ts';
import { timeSpent } from '#/capabilities/time-spent/server/capability.ts';
import { timeSpentRoutes } from '#/capabilities/time-spent/server/routes.ts';
import { viewRoutes } from '#/capabilities/views/server/routes.ts';
import { watchers } from '#/capabilities/watchers/server/capability.ts';
import { watcherRoutes } from '#/capabilities/watchers/server/routes.ts';
import { calendarOf } from '#/processes/operation/incident/server/queries/calendar-of.ts';
import { portalServices } from '#/processes/operation/incident/server/queries/portal-services.ts';
import { incidentViews } from '#/processes/operation/incident/server/queries/shipped-views.ts';
import { alertTimers, clockAlerts } from '#/processes/operation/incident/server/reactions/clock-alerts.ts';
import { tellDuplicates } from '#/processes/operation/incident/server/reactions/tell-duplicates.ts';
import { tellPeople } from '#/processes/operation/incident/server/reactions/tell-people.ts';
import { incidentRoutes } from '#/processes/operation/incident/server/routes.ts';
import { parkedRoutes } from '#/record/server/after/parked-routes.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import type { TimerHandlers } from '#/record/server/after/timers.ts';
import type { Behaviour, Capability, ShapeCheck } from '#/record/server/kit.ts';
import type { Route } from '#/record/server/route.ts';
import { clockRules } from './clocks.ts';

/** What many records can do. */
export const capabilities: readonly Capability[] = [undoing, notes, attachments, links, tasks, timeSpent, watchers];

/** What each record's actions do. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  'organisation.create': createOrganisation,
  'person.create': createPerson,
  'group.retire': retireGroup,
  ...accessBehaviours,
  ...customFieldBehaviours,
  ...serviceLevelBehaviours,
  ...incidentBehaviours,
};

/** Conditions that filters of a record type know by name. */
export const predicates: Readonly<Record<string, Readonly<Record<string, Predicate>>>> = {
  incident: { ...incidentPredicates, ...clockPredicates, 'left-behind': leftBehind },
  person: personPredicates,
};

/** By kind of record, whom its conditions about people look at. */
export const involvements: Readonly<Record<string, Involvement>> = { incident: incidentInvolvement };

/** Checks of documents in fields. */
export const shapes: Readonly<Record<string, ShapeCheck>> = {
  ...accessShapes,
  ...serviceLevelShapes,
  ...incidentShapes,
};

/** Kinds of records that can be brought in with their history. */
export const importTargets: readonly ImportTarget[] = [incidentImport];

/** Routes that are not derived from a record type. */
export const routes: readonly Route[] = [
  ...attachmentRoutes,
  ...bulkRoutes,
  ...clockRoutes(calendarOf),
  ...customFieldRoutes,
  ...draftRoutes,
  ...dutyRoutes,
  ...historyRoutes,
  ...importRoutes(importTargets),
  ...linkRoutes,
  ...notificationRoutes,
  ...searchRoutes([portalServices]),
  ...taskRoutes,
  ...timeSpentRoutes,
  ...viewRoutes({ incident: incidentViews }),
  ...watcherRoutes,
  ...foundationRoutes,
  ...incidentRoutes,
  ...parkedRoutes,
  ...serviceLevelRoutes(clockRules),
];

/** What is done about what happened. */
export const reactions: readonly ReactionHandler[] = [
  tellPeople,
  tellDuplicates,
  clockAlerts,
  moveClocks(clockRules),
  tellOwnRights,
];

/** What is done when a timer is due, by its kind. */
export const timers: TimerHandlers = { ...noteTimers, ...incidentTimers, ...alertTimers };
