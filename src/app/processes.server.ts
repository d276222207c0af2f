import type { Predicate } from '#/engines/filter/schema.ts';
import { customFieldBehaviours } from '#/capabilities/custom-fields/server/behaviours.ts';
import { undoing } from '#/capabilities/history/server/undo.ts';
import { notes } from '#/capabilities/notes/server/capability.ts';
import { createOrganisation } from '#/processes/foundation/server/actions/create-organisation.ts';
import { accessBehaviours } from '#/processes/foundation/server/access/behaviours.ts';
import { incidentPredicates } from '#/processes/foundation/server/access/predicates.ts';
import { accessShapes } from '#/processes/foundation/server/access/shapes.ts';
import { serviceLevelShapes } from '#/processes/design/service-level/server/shapes.ts';
import { incidentBehaviours } from '#/processes/operation/incident/server/index.ts';
import { incidentTimers } from '#/processes/operation/incident/server/jobs/timers.ts';
import { incidentShapes } from '#/processes/operation/incident/server/shapes.ts';
import { noteTimers } from '#/capabilities/notes/server/timers.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import type { TimerHandlers } from '#/record/server/after/timers.ts';
import type { Behaviour, Capability, ShapeCheck } from '#/record/server/kit.ts';
import type { Route } from '#/record/server/route.ts';

/** What many records can do. */
export const capabilities: readonly Capability[] = [undoing, notes];

/** What each record's actions do. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  'organisation.create': createOrganisation,
  ...accessBehaviours,
  ...customFieldBehaviours,
  ...incidentBehaviours,
};

/** Conditions that filters of a record type know by name. */
export const predicates: Readonly<Record<string, Readonly<Record<string, Predicate>>>> = {
  incident: incidentPredicates,
};

/** Checks of documents in fields. */
export const shapes: Readonly<Record<string, ShapeCheck>> = {
  ...accessShapes,
  ...serviceLevelShapes,
  ...incidentShapes,
};

/** Routes that are not derived from a record type. */
export const routes: readonly Route[] = [];

/** What is done about what happened. */
export const reactions: readonly ReactionHandler[] = [];

/** What is done when a timer is due, by its kind. */
export const timers: TimerHandlers = { ...noteTimers, ...incidentTimers };
