// What other processes may use of service level management on the server.
export { agreementFor, agreementOf, compileSound, engineThresholds, isAbout, policies } from './policies.ts';
export { recomputeClocks } from './recompute.ts';
export type { Policy } from './policies.ts';
