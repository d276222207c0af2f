import { appendEntries } from '#/capabilities/history/server/append.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';

/** What can happen to an account that people may later ask about. */
export type AccountEvent =
  | 'signed-in'
  | 'sessions-ended'
  | 'account-created'
  | 'account-disabled'
  | 'account-enabled'
  | 'invited'
  | 'password-reset-issued'
  | 'password-changed'
  | 'key-created'
  | 'key-revoked';

/** The statement that writes an account's event into the person's history, for staff. Never with a secret in it. */
export function accountEvent(
  ctx: Pick<Context, 'actor' | 'now' | 'request'>,
  person: string,
  action: AccountEvent,
  payload: Record<string, unknown> = {},
): Statement<unknown> {
  return appendEntries([
    {
      item: person,
      customer: null,
      kind: 'person',
      action,
      audience: 'staff',
      at: new Date(ctx.now).toISOString(),
      actor: ctx.actor.person,
      origin: ctx.request.origin,
      request: ctx.request.id,
      version: null,
      payload,
    },
  ]);
}
