import { Type } from 'typebox';
import type { Static } from 'typebox';
import {
  changePassword,
  completeSetup,
  describeLink,
  describeSetup,
  redeemLink,
  requestPasswordReset,
  signIn,
  signOut,
  whoAmI,
} from '#/processes/foundation/server/api.ts';
import type { Door } from '../door.ts';
import { cookieOf } from '../gate.ts';
import { publicRoute, route } from '../route.ts';
import type { DoorRoute } from '../route.ts';
import { originOf } from './origin.ts';

const email = Type.String({ minLength: 1, maxLength: 254 });
const password = Type.String({ minLength: 1, maxLength: 256 });
const token = Type.String({ minLength: 1, maxLength: 100 });

const timeZone = Type.String({ maxLength: 64 });

const credentials = Type.Object({ email, password, timeZone: Type.Optional(timeZone) });
const newPassword = Type.Object({ current: password, next: password });
const resetRequest = Type.Object({ email });
const linkToken = Type.Object({ token });
const redemption = Type.Object({ token, password });
const setup = Type.Object({
  token,
  organisation: Type.String({ minLength: 1, maxLength: 200 }),
  name: Type.String({ minLength: 1, maxLength: 200 }),
  email,
  password,
  language: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('sk')])),
  timeZone: Type.Optional(timeZone),
  country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
});

const common = { face: 'workspace', tag: 'session' } as const;

/** Signing in and out, one's own password, one-time links, the first set-up. */
export function sessionRoutes(door: Door): DoorRoute[] {
  const { access } = door;
  const previous = (request: Parameters<typeof cookieOf>[0]) => cookieOf(request, door.settings.publicUrl);
  return [
    publicRoute({
      ...common,
      method: 'POST',
      path: '/session',
      rule: 'public',
      effect: 'once',
      // Of an address: an office that comes at nine. Wrong passwords are counted besides, and sooner.
      perMinute: 200,
      status: 201,
      summary: 'Sign in',
      body: credentials,
      async handle({ body, request }) {
        const given = body as Static<typeof credentials>;
        const begun = await signIn(access, { ...given, previous: previous(request) }, originOf(door, request));
        return {
          status: 201,
          body: { csrf: begun.csrf, person: begun.person },
          headers: { 'set-cookie': [begun.setCookie, begun.setDevice] },
        };
      },
    }),
    route({
      ...common,
      method: 'GET',
      path: '/session',
      rule: 'signed-in',
      summary: 'Who am I',
      handle: async ({ ctx }) => ({ body: whoAmI(ctx) }),
    }),
    route({
      ...common,
      method: 'DELETE',
      path: '/session',
      rule: 'signed-in',
      effect: 'natural',
      summary: 'Sign out',
      status: 204,
      handle: async ({ request }) => ({
        status: 204,
        headers: { 'set-cookie': await signOut(access, previous(request)) },
      }),
    }),
    route({
      ...common,
      method: 'POST',
      path: '/session/password',
      rule: 'signed-in',
      effect: 'once',
      perMinute: 10,
      summary: 'Change my password; my other sessions end',
      body: newPassword,
      async handle({ ctx, body, request }) {
        const begun = await changePassword(access, ctx, body as Static<typeof newPassword>, originOf(door, request));
        return {
          body: { csrf: begun.csrf, person: begun.person },
          headers: { 'set-cookie': [begun.setCookie, begun.setDevice] },
        };
      },
    }),
    publicRoute({
      ...common,
      method: 'GET',
      path: '/password-resets',
      rule: 'public',
      perMinute: 60,
      summary: 'Whether this installation mails links to a new password; where not, an administrator hands them over',
      handle: () => Promise.resolve({ body: { mail: access.deliver !== undefined } }),
    }),
    publicRoute({
      ...common,
      method: 'POST',
      path: '/password-resets',
      rule: 'public',
      effect: 'once',
      perMinute: 30,
      status: 202,
      summary: 'Ask for a link to a new password; the answer is the same for every address',
      body: resetRequest,
      async handle({ body, request }) {
        await requestPasswordReset(access, body as Static<typeof resetRequest>, originOf(door, request));
        return { status: 202, body: {} };
      },
    }),
    publicRoute({
      ...common,
      method: 'POST',
      path: '/links/describe',
      rule: 'public',
      effect: 'repeatable',
      perMinute: 60,
      summary: 'Whom a one-time link is for',
      body: linkToken,
      handle: async ({ body }) => ({
        body: await describeLink(access, (body as Static<typeof linkToken>).token, door.now()),
      }),
    }),
    publicRoute({
      ...common,
      method: 'POST',
      path: '/links/redeem',
      rule: 'public',
      effect: 'once',
      perMinute: 60,
      status: 204,
      summary: 'Choose a password through a one-time link',
      body: redemption,
      async handle({ body, request }) {
        const { setDevice } = await redeemLink(access, body as Static<typeof redemption>, originOf(door, request));
        return { status: 204, headers: { 'set-cookie': setDevice } };
      },
    }),
    publicRoute({
      ...common,
      method: 'POST',
      path: '/setup/describe',
      rule: 'public',
      effect: 'repeatable',
      perMinute: 30,
      status: 204,
      summary: 'Whether a set-up link is good',
      body: linkToken,
      async handle({ body }) {
        await describeSetup(access, (body as Static<typeof linkToken>).token, door.now());
        return { status: 204 };
      },
    }),
    publicRoute({
      ...common,
      method: 'POST',
      path: '/setup',
      rule: 'public',
      effect: 'once',
      perMinute: 10,
      status: 201,
      summary: 'Set the installation up, once',
      body: setup,
      async handle({ body, request }) {
        const { token: link, ...input } = body as Static<typeof setup>;
        return { status: 201, body: await completeSetup(access, link, input, originOf(door, request)) };
      },
    }),
  ];
}
