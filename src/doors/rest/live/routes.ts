import { Type } from 'typebox';
import type { Static } from 'typebox';
import { notFound } from '#/base/refusal.ts';
import { mayBeSeen } from '#/record/server/read/get.ts';
import { runRead } from '#/record/server/context.ts';
import type { Face } from '#/record/server/context.ts';
import type { Door } from '../door.ts';
import { route } from '../route.ts';
import type { Call, DoorRoute } from '../route.ts';
import { events } from './stream.ts';

/** How long it holds that somebody looks at a record, unless they say so again; in milliseconds. */
const presenceLasts = 20_000;

const presenceBody = Type.Object({
  item: Type.String({ format: 'uuid' }),
  doing: Type.Union([Type.Literal('viewing'), Type.Literal('typing')]),
});

const eventsQuery = Type.Object({
  since: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Tell first what happened in the last so many milliseconds' }),
  ),
});

/** The live stream and who is where. */
export function liveRoutes(door: Door, face: Face): DoorRoute[] {
  const at = (path: string) => `${face === 'portal' ? '/portal' : ''}${path}`;
  return [
    route({
      method: 'GET',
      path: at('/events'),
      face,
      rule: 'signed-in',
      tag: 'live',
      unhurried: true,
      summary: 'What happens, as Server-Sent Events',
      query: eventsQuery,
      handle: events(door),
    }),
    route({
      method: 'POST',
      path: at('/presence'),
      face,
      rule: 'signed-in',
      tag: 'live',
      effect: 'natural',
      status: 204,
      summary: 'Say that I look at a record, or type; holds for 20 seconds',
      body: presenceBody,
      async handle({ ctx, body }: Call) {
        const { item, doing } = body as Static<typeof presenceBody>;
        const [row] = await runRead<{ kind: string }>(ctx, {
          sql: 'select kind from item where id = $1',
          parameters: [item],
        });
        const type = row && ctx.kit.types.get(row.kind);
        if (!type || !(await mayBeSeen(ctx, type, item))) throw notFound();
        const person = ctx.actor.person ?? '';
        const until = door.now() + presenceLasts;
        await door.live.announce({ item, kind: row.kind, person, name: ctx.actor.name, doing, until });
        return { status: 204 };
      },
    }),
  ];
}
