/**
 * What doors and other processes may use of identity and access. `access` is opened once a process.
 *
 *   openAccess({ database, kit, settings, warn, deliver?, seeds? }) → Access
 *   authenticate(access, { cookie?, bearer?, face, request, now }) → SignedContext | null    one SQL statement
 *   sessionCookieName(publicUrl) → `__Host-mainstay`, or `mainstay` on plain http
 *   stillSignedIn(access, ctx, now) → boolean                              for streams: ask every few seconds
 *   signIn(access, { email, password, previous? }, origin) → SignedIn      unauthenticated | too-many (extra.retryAfter s)
 *   signOut(access, cookie) → Set-Cookie value that clears it
 *   whoAmI(ctx) → WhoAmI
 *   changePassword(access, ctx, { current, next }, origin) → SignedIn      the other sessions end
 *   requestPasswordReset(access, { email }, origin) → void                 the same for every address
 *   describeLink(access, token, now) → LinkFacts                           not-found when used, late or foreign
 *   redeemLink(access, { token, password }, origin) → void                 invitation or reset; sessions end
 *   describeSetup(access, token, now) → void                               not-found once set up
 *   completeSetup(access, token, SetupInput, origin) → { person }          not-found once set up
 *   listAccounts(access, ctx) → Account[]                                  needs access.read
 *   invite(access, ctx, person) → OneTimeLink                              needs access.edit; makes the account
 *   issuePasswordReset(access, ctx, person) → OneTimeLink                  needs access.edit
 *   setAccountDisabled(access, ctx, person, disabled) → void               needs access.edit; sessions end
 *   createKey(access, ctx, { person?, name, scopes?, expiresAt? }) → CreatedKey     `token` is shown this once
 *   listKeys(access, ctx, person?) → ApiKey[]
 *   revokeKey(access, ctx, id) → void
 *   explainAccess(ctx, kind, id, person?) → AccessExplanation              who sees a record, and why; access.read
 *   purgeAccess(access, now) → { sessions, links, attempts }               hourly: what has ended
 *
 * For `createKit`: accessBehaviours, accessShapes, incidentPredicates. `ctx` is a SignedContext; a person other than
 * oneself needs `access.edit`.
 */
export type * from './account/types.ts';
