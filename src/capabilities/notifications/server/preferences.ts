import { message, Refusal } from '#/base/refusal.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { readOwn, writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import type { Preferences, Wish } from '#/capabilities/notifications/shared/answers.ts';
import { toldEvent, toldEvents } from '../shared/events.ts';
import { mailingOf } from './mailing.ts';

interface Stored extends Wish {
  person: string;
  event: string;
}

/** What some people chose: asked once for everybody whom an event concerns. */
export async function wishesOf(
  tx: Runner,
  people: readonly string[],
): Promise<(person: string, event: string) => Wish> {
  const rows = await tx.query<Stored>({
    sql: 'select person, event, inbox, mail from notification_preference where person = any($1::uuid[])',
    parameters: [people],
  });
  const chosen = new Map(rows.map((row) => [`${row.person} ${row.event}`, row]));
  return (person, event) => wishFor(event, chosen.get(`${person} ${event}`));
}

function wishFor(event: string, chosen: Wish | undefined): Wish {
  const usual = toldEvent(event);
  if (!usual) throw new Error(`nobody is told of ${event}`);
  const { inbox, mail } = chosen ?? { inbox: usual.inbox, mail: usual.mail === true };
  return { inbox, mail: usual.mail !== null && mail };
}

/** The events that the person can hear of in this face, with what they chose; and whether mail is sent at all. */
export async function readPreferences(ctx: Context): Promise<Preferences> {
  const chosen = new Map(
    (
      await readOwn<Stored>(ctx, {
        sql: 'select person, event, inbox, mail from notification_preference where person = $1',
        parameters: [personOf(ctx)],
      })
    ).map((row) => [row.event, row]),
  );
  const rows = toldEvents
    .filter((one) => !one.always && (ctx.face === 'workspace' || one.for !== 'staff'))
    .map(({ name, mail }) => ({
      event: name,
      ...wishFor(name, chosen.get(name)), // A user is mailed about their own cases only, so that there is nothing to ask for.
      mailable: ctx.face === 'portal' ? mail === true : mail !== null,
    }));
  return { rows, mail: mailingOf(ctx.db) !== null };
}

/** Remembers what a person wants to hear of, and where. Refuses with `bad-request` what is no event. */
export async function choosePreference(
  ctx: Context,
  { event, inbox, mail }: Record<string, unknown>,
): Promise<Preferences> {
  const known = typeof event === 'string' ? toldEvent(event) : undefined;
  if (!known || known.always || typeof inbox !== 'boolean' || typeof mail !== 'boolean') {
    throw new Refusal('bad-request', message('notification.no-such-event'));
  }
  await writeOwn(ctx, (tx) =>
    tx.query({
      sql: `insert into notification_preference (person, event, inbox, mail) values ($1, $2, $3, $4)
        on conflict (person, event) do update set inbox = excluded.inbox, mail = excluded.mail`,
      parameters: [personOf(ctx), known.name, inbox, mail && known.mail !== null],
    }),
  );
  return readPreferences(ctx);
}
