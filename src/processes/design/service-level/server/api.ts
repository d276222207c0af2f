// What other processes may use of service level management on the server.
export { agreementFor, agreementOf, compileRow, engineThresholds, policies } from './policies.ts';
export type { Policy } from './policies.ts';
