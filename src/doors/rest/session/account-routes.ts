import { Type } from 'typebox';
import type { Static } from 'typebox';
import { handOvers } from '#/capabilities/duties/shared/duty.ts';
import {
  createKey,
  explainAccess,
  invite,
  issuePasswordReset,
  listAccounts,
  listKeys,
  revokeKey,
  setAccountDisabled,
} from '#/processes/foundation/server/api.ts';
import type { Door } from '../door.ts';
import { route } from '../route.ts';
import type { DoorRoute } from '../route.ts';

const newKey = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  scopes: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 50 })),
  expiresAt: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
});
const whose = Type.Object({ person: Type.Optional(Type.String({ format: 'uuid' })) });
const switched = Type.Object({
  disabled: Type.Boolean(),
  handOver: Type.Optional(Type.Union(handOvers.map((word) => Type.Literal(word)))),
  successor: Type.Optional(Type.Union([Type.String({ format: 'uuid' }), Type.Null()])),
});

const common = { face: 'workspace', tag: 'access' } as const;

/** Accounts, API keys, and who may see what. */
export function accountRoutes({ access }: Door): DoorRoute[] {
  return [
    route({
      ...common,
      method: 'GET',
      path: '/accounts',
      rule: { permission: 'access.read' },
      summary: 'Who may sign in',
      handle: async ({ ctx }) => ({ body: { rows: await listAccounts(access, ctx) } }),
    }),
    route({
      ...common,
      method: 'PATCH',
      path: '/accounts/:person',
      rule: { permission: 'access.edit' },
      effect: 'natural',
      status: 204,
      summary:
        'Disable or enable an account. Disabled, its sessions and keys end, and what its person had to do is handed over as decided',
      body: switched,
      async handle({ ctx, params, body }) {
        const { disabled, ...decision } = body as Static<typeof switched>;
        await setAccountDisabled(access, ctx, params['person'] ?? '', disabled, decision);
        return { status: 204 };
      },
    }),
    route({
      ...common,
      method: 'POST',
      path: '/accounts/:person/invitation',
      rule: { permission: 'access.edit' },
      effect: 'once',
      status: 201,
      summary: 'Make a one-time link under which a person chooses a first password',
      handle: async ({ ctx, params }) => ({ status: 201, body: await invite(access, ctx, params['person'] ?? '') }),
    }),
    route({
      ...common,
      method: 'POST',
      path: '/accounts/:person/password-reset',
      rule: { permission: 'access.edit' },
      effect: 'once',
      status: 201,
      summary: 'Make a one-time link under which a person chooses a new password',
      handle: async ({ ctx, params }) => ({
        status: 201,
        body: await issuePasswordReset(access, ctx, params['person'] ?? ''),
      }),
    }),
    route({
      ...common,
      method: 'GET',
      path: '/keys',
      rule: 'signed-in',
      query: whose,
      summary: 'My API keys; those of somebody else for who may read access',
      handle: async ({ ctx, query }) => ({
        body: { rows: await listKeys(access, ctx, (query as Static<typeof whose>).person) },
      }),
    }),
    route({
      ...common,
      method: 'POST',
      path: '/keys',
      rule: 'signed-in',
      effect: 'once',
      status: 201,
      perMinute: 10,
      summary: 'Make an API key; its secret is shown this once',
      body: newKey,
      handle: async ({ ctx, body }) => ({
        status: 201,
        body: await createKey(access, ctx, body as Static<typeof newKey>),
      }),
    }),
    route({
      ...common,
      method: 'DELETE',
      path: '/keys/:key',
      rule: 'signed-in',
      effect: 'natural',
      status: 204,
      summary: 'End an API key for good',
      async handle({ ctx, params }) {
        await revokeKey(access, ctx, params['key'] ?? '');
        return { status: 204 };
      },
    }),
    route({
      ...common,
      method: 'GET',
      path: '/access/:kind/:id',
      rule: { permission: 'access.read' },
      query: whose,
      summary: 'Who sees a record, and why',
      handle: async ({ ctx, params, query }) => ({
        body: await explainAccess(
          access,
          ctx,
          params['kind'] ?? '',
          params['id'] ?? '',
          (query as Static<typeof whose>).person,
        ),
      }),
    }),
  ];
}
