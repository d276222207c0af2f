import { Type } from 'typebox';
import { bodyOf, numberOf, textOf } from '#/capabilities/search/server/query.ts';
import { brokenRows } from '#/record/server/row-faults.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { endSessionsOf, sessionsOf } from './account/sessions-of.ts';
import { readAudit } from './queries/audit.ts';
import type { AuditQuery } from './queries/audit.ts';
import { checkFilter, filterWords } from './queries/check-filter.ts';
import { namesInTexts } from './queries/ids-in-filter.ts';
import { exportAudit } from './queries/export-audit.ts';
import { knownPermissions } from './queries/permissions.ts';
import { holidayPlaces, proposedHolidays } from './queries/proposed-holidays.ts';
import { sealedHead, verifyNow } from './queries/sealed-history.ts';

const word = Type.Optional(Type.String({ maxLength: 100 }));
const cursor = Type.Optional(Type.String({ maxLength: 500 }));
const about = { person: word, kind: word, action: word, from: word, to: word };

function asked(query: Readonly<Record<string, unknown>>): Omit<AuditQuery, 'cursor' | 'limit'> {
  const [person, kind, action, from, to] = ['person', 'kind', 'action', 'from', 'to'].map((name) =>
    textOf(query[name]),
  );
  return { person, kind, action, from, to };
}

const common = { faces: ['workspace'] } as const;

/** What administrators need besides the records that they set up. */
export const foundationRoutes: readonly Route[] = [
  route({
    ...common,
    method: 'GET',
    path: '/audit',
    rule: { permission: 'audit.read' },
    summary: 'Every change of the configuration, of people and of accounts, newest first.',
    query: Type.Object({ ...about, cursor, limit: Type.Optional(Type.Integer({ minimum: 1 })) }),
    handle: (ctx, { query }) =>
      readAudit(ctx, {
        ...asked(query),
        cursor: textOf(query['cursor']),
        limit: numberOf(query['limit'], 'limit', 50, 1, 500),
      }),
  }),
  route({
    ...common,
    method: 'GET',
    path: '/audit/export',
    rule: { permission: 'audit.read' },
    summary: 'The same as CSV, a line for each field that changed.',
    query: Type.Object(about),
    handle: async (ctx, { query }) => exportAudit(ctx, asked(query)),
  }),
  route({
    ...common,
    method: 'GET',
    path: '/audit/seal',
    rule: { permission: 'audit.read' },
    summary: 'The newest seal of the history, to be kept elsewhere.',
    handle: (ctx) => sealedHead(ctx),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/audit/verification',
    rule: { permission: 'audit.read' },
    summary: 'Checks the whole chain of the history, against a seal kept elsewhere where one is given.',
    repeatable: true,
    body: Type.Object(
      {
        batch: Type.Optional(Type.Integer({ minimum: 1 })),
        digest: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
      },
      { additionalProperties: false },
    ),
    async handle(ctx, { body }) {
      const { batch, digest } = bodyOf(body) as { batch?: number; digest?: string };
      return verifyNow(ctx, batch === undefined || digest === undefined ? null : { batch, digest });
    },
  }),
  route({
    ...common,
    method: 'GET',
    path: '/permissions',
    rule: { permission: 'access.read' },
    summary: 'Every permission that a role may grant, and what it is asked for.',
    handle: async (ctx) => ({ rows: knownPermissions(ctx.kit) }),
  }),
  route({
    ...common,
    method: 'GET',
    path: '/filters/:kind',
    rule: { permission: 'configuration.read' },
    summary: 'The fields and conditions that filters about a kind of record know.',
    handle: async (ctx, { params }) => filterWords(ctx, params['kind'] ?? ''),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/filters/:kind/check',
    rule: { permission: 'configuration.read' },
    summary: 'What is wrong with a filter that is to be kept in a rule or a grant, and how it would be stored.',
    repeatable: true,
    body: Type.Object(
      {
        text: Type.String({ maxLength: 10_000 }),
        asker: Type.Optional(Type.Union([Type.Literal('nobody'), Type.Literal('holder')])),
      },
      { additionalProperties: false },
    ),
    async handle(ctx, { params, body }) {
      const { text, asker = 'nobody' } = bodyOf(body) as { text: string; asker?: 'nobody' | 'holder' };
      return checkFilter(ctx, { kind: params['kind'] ?? '', text, asker });
    },
  }),
  route({
    ...common,
    method: 'POST',
    path: '/filters/:kind/names',
    rule: { permission: 'configuration.read' },
    summary: 'What the ids in kept filters about a kind of record are called.',
    repeatable: true,
    body: Type.Object(
      { texts: Type.Array(Type.String({ maxLength: 10_000 }), { maxItems: 200 }) },
      { additionalProperties: false },
    ),
    async handle(ctx, { params, body }) {
      const { texts } = bodyOf(body) as { texts: string[] };
      return { names: await namesInTexts(ctx, params['kind'] ?? '', texts) };
    },
  }),
  route({
    ...common,
    method: 'GET',
    path: '/broken-rows',
    rule: { permission: 'configuration.read' },
    summary: 'What is set up and broken, so that nothing can go by it, with what is wrong by field.',
    handle: async (ctx) => ({ rows: await brokenRows(ctx) }),
  }),
  route({
    ...common,
    method: 'GET',
    path: '/holidays/places',
    rule: { permission: 'service-level.edit' },
    summary: 'Countries whose public holidays are known, or the regions of one.',
    query: Type.Object({ country: word }),
    handle: async (ctx, { query }) => ({ rows: holidayPlaces(ctx, textOf(query['country'])) }),
  }),
  route({
    ...common,
    method: 'GET',
    path: '/holidays',
    rule: { permission: 'service-level.edit' },
    summary: 'The public holidays of a country or region for some years, as a proposal for a calendar.',
    query: Type.Object({
      country: Type.String({ maxLength: 10 }),
      from: Type.Integer({ minimum: 1900, maximum: 2200 }),
      years: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
    }),
    handle: async (ctx, { query }) => ({
      rows: proposedHolidays(ctx, {
        country: textOf(query['country']) ?? '',
        from: numberOf(query['from'], 'from', new Date(ctx.now).getUTCFullYear(), 1900, 2200),
        years: numberOf(query['years'], 'years', 3, 1, 10),
      }),
    }),
  }),
  route({
    ...common,
    method: 'GET',
    path: '/accounts/:person/sessions',
    rule: { permission: 'access.read' },
    summary: 'Where a person is signed in now.',
    handle: async (ctx, { params }) => ({ rows: await sessionsOf(ctx, params['person'] ?? '') }),
  }),
  route({
    ...common,
    method: 'DELETE',
    path: '/accounts/:person/sessions',
    rule: { permission: 'access.edit' },
    summary: 'Signs a person out everywhere.',
    repeatable: true,
    handle: async (ctx, { params }) => ({ ended: await endSessionsOf(ctx, params['person'] ?? '') }),
  }),
];
