import { Type } from 'typebox';
import { changeOwnSettings, endOwnSessions, ownSessions } from '#/processes/foundation/server/api.ts';
import type { OwnSettings } from '#/processes/foundation/server/api.ts';
import type { Door } from '../door.ts';
import { route } from '../route.ts';
import type { DoorRoute } from '../route.ts';

const settings = Type.Object({
  language: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('sk')])),
  timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  away: Type.Optional(Type.Boolean()),
});

const common = { face: 'workspace', rule: 'signed-in', tag: 'session' } as const;

/** What people see and set about themselves. */
export function ownRoutes({ access }: Door): DoorRoute[] {
  return [
    route({
      ...common,
      method: 'PATCH',
      path: '/session/settings',
      effect: 'natural',
      status: 204,
      summary: 'Set my language, my time zone, and whether I am away',
      body: settings,
      async handle({ ctx, body }) {
        await changeOwnSettings(ctx, body as OwnSettings);
        return { status: 204 };
      },
    }),
    route({
      ...common,
      method: 'GET',
      path: '/sessions',
      summary: 'Where I am signed in',
      handle: async ({ ctx }) => ({ body: { rows: await ownSessions(ctx, access.settings.sessionIdle) } }),
    }),
    route({
      ...common,
      method: 'DELETE',
      path: '/sessions/:session',
      effect: 'natural',
      summary: 'End one of my sessions; `others` ends all but this one',
      handle: async ({ ctx, params }) => ({ body: await endOwnSessions(ctx, params['session'] ?? '') }),
    }),
  ];
}
