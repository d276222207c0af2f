import type { Stage } from '#/record/server/commit/commit.ts';
import { apply } from '#/record/server/commit/apply.ts';
import { check } from '#/record/server/commit/check.ts';
import { input } from '#/record/server/commit/input.ts';
import { item } from '#/record/server/commit/item.ts';
import { load } from '#/record/server/commit/load.ts';
import { outbox } from '#/record/server/commit/outbox.ts';
import { permission } from '#/record/server/commit/permission.ts';
import { state } from '#/record/server/commit/state.ts';
import { trees } from '#/record/server/commit/trees.ts';
import { version } from '#/record/server/commit/version.ts';
import { write } from '#/record/server/commit/write.ts';
import { clockStage } from '#/capabilities/clocks/server/stage.ts';
import { history } from '#/capabilities/history/server/stage.ts';
import { clockRules } from './clocks.ts';

/** What happens to every change, in this order. Nothing else hangs on a save. */
export const stages: readonly Stage[] = [
  load, // through what the actor may see, locked; a stale version is refused
  state, // the step starts from this state
  permission, // the actor's roles allow it on this record
  input, // unknown fields refused, values checked, references exist
  apply, // what the action does: guards and fields
  trees, // nothing stands above itself
  check, // the result is whole
  version, // what changed, and the version that it makes
  history, // who, when, what, from what
  clockStage(clockRules), // started, paused, resumed, stopped by what just happened
  write, // the record, with its version and its next deadline
  item, // the registry row
  outbox, // what others will hear of it
];
