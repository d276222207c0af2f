/**
 * What doors and other processes may use of identity and access. `access` is opened once a process.
 *
 * | for | |
 * |---|---|
 * | every request | `authenticate`, `presume` (its reads), `sessionCookieName`, `stillSignedIn`, `rightsAsOf` and `actorOf` (streams: ask every few seconds) |
 * | oneself | `signIn`, `signOut`, `whoAmI`, `changePassword`, `changeOwnSettings`, `ownSessions`, `endOwnSessions`, `requestPasswordReset`, `createKey`, `listKeys`, `revokeKey` |
 * | links | `describeLink`, `redeemLink`, `describeSetup`, `completeSetup` |
 * | who gives rights | `listAccounts`, `invite`, `issuePasswordReset`, `setAccountDisabled`, `explainAccess` |
 * | the kit | `accessBehaviours`, `accessShapes`, `involvement` |
 * | recurring | `purgeAccess`, hourly; `recordFailedSignIns`, every minute |
 *
 * The pages behind one-time links are `/setup#TOKEN`, `/welcome#TOKEN` and `/reset-password#TOKEN`: the token stands in
 * the fragment, which browsers send to nobody, and the page posts it.
 */
export { deviceCookieName, sessionCookieName } from '#/platform/sessions/cookie.ts';
export { openAccess, systemContext } from './access/access.ts';
export type { Access, AccessParts, AccessSettings, SetupFacts } from './access/access.ts';
export { actorOf, authenticate, rightsAsOf, stillSignedIn } from './access/authenticate.ts';
export { presume } from './access/presume.ts';
export type { Presumed } from './access/presume.ts';
export { accessBehaviours } from './access/behaviours.ts';
export { firstZone, zonesOfSql } from './access/zone.ts';
export { canWorkSql, whoCanWork } from './access/can-work.ts';
export { explainAccess } from './access/explain.ts';
export type { AccessExplanation, AccessReason, PersonAccess } from '#/processes/foundation/shared/access.ts';
export type { Cause } from '#/processes/foundation/shared/access.ts';
export { involvement } from './access/predicates.ts';
export type { Involvement } from './access/predicates.ts';
export { seedRoles } from './access/seed-roles.ts';
export { accessShapes } from './access/shapes.ts';
export { addPerson } from './account/add-person.ts';
export type { NewPerson } from './account/add-person.ts';
export { findPerson, withAccess } from './account/command.ts';
export type { CommandRuntime } from './account/command.ts';
export { listAccounts, setAccountDisabled } from './account/accounts.ts';
export type { Account } from '#/processes/foundation/shared/account.ts';
export { createKey, listKeys, revokeKey } from './account/keys.ts';
export type { CreatedKey, NewApiKey } from './account/keys.ts';
export type { ApiKey } from '#/processes/foundation/shared/account.ts';
export { recordFailedSignIns } from './account/failed-sign-ins.ts';
export { invite, issuePasswordReset, requestPasswordReset } from './account/links.ts';
export { changePassword, setPassword } from './account/password.ts';
export { endOwnSessions, ownSessions } from './account/own-sessions.ts';
export type { OwnSession } from '#/processes/foundation/shared/account.ts';
export { changeOwnSettings } from './account/own-settings.ts';
export type { OwnSettings } from './account/own-settings.ts';
export { purgeAccess } from './account/purge.ts';
export { describeLink, redeemLink } from './account/redeem-link.ts';
export { signOut } from './account/session.ts';
export { completeSetup, describeSetup, isSetUp, setUpUnattended } from './account/set-up.ts';
export type { SetupInput, SetupResult } from './account/set-up.ts';
export { signIn } from './account/sign-in.ts';
export type { Credentials } from './account/sign-in.ts';
export { whoAmI } from './account/who-am-i.ts';
export type * from './account/types.ts';
export { keepFilter } from './rule-filter.ts';
