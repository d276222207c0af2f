import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import { incidentClocks } from '#/processes/operation/incident/server/clocks.ts';

/** The kinds of record that clocks run on, each with the rules of its process. */
export const clockRules: readonly ClockRules[] = [incidentClocks];
