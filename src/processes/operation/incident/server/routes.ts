import { Type } from 'typebox';
import { bodyOf, numberOf, textOf } from '#/capabilities/search/server/query.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { readCase } from './queries/case.ts';
import { readCases } from './queries/cases.ts';
import { dryRunAssignment } from './queries/dry-run-assignment.ts';
import { dryRunMatrix } from './queries/dry-run-matrix.ts';
import type { Proposal } from './queries/dry-run.ts';
import { groupMembers } from './queries/group-members.ts';
import { incidentContext } from './queries/incident-context.ts';
import { overview } from './queries/overview.ts';
import { personContext } from './queries/person-context.ts';
import { offeredServices } from './queries/portal-services.ts';
import { reportCase } from './queries/report-case.ts';
import { similarCases } from './queries/similar.ts';

/** Something as it is about to be saved. */
const proposal = Type.Object(
  {
    id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
    values: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);

const words = Type.Optional(Type.String({ maxLength: 500 }));

/** What the workspace needs of incidents besides the record, and the portal's cases. */
export const incidentRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/incidents/similar',
    faces: ['workspace'],
    rule: { permission: 'incident.read' },
    summary: 'Up to eight cases like one that is being logged, each with why it is offered.',
    query: Type.Object({
      title: Type.Optional(Type.String({ maxLength: 500 })),
      description: Type.Optional(Type.String({ maxLength: 20_000 })),
      item: words,
      service: words,
      exclude: words,
    }),
    handle: async (ctx, { query }) => ({
      rows: await similarCases(ctx, {
        title: textOf(query['title']) ?? '',
        description: textOf(query['description']),
        item: textOf(query['item']),
        service: textOf(query['service']),
        exclude: textOf(query['exclude']),
      }),
    }),
  }),
  route({
    method: 'GET',
    path: '/incidents/:id/context',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'The people of an incident with how to reach them, their other cases and their items.',
    handle: (ctx, { params }) => incidentContext(ctx, params['id']),
  }),
  route({
    method: 'GET',
    path: '/people/:id/context',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'A person with how to reach them, their cases and their items: for the call that is being logged.',
    handle: (ctx, { params }) => personContext(ctx, params['id']),
  }),
  route({
    method: 'GET',
    path: '/groups/:id/members',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'The people of a group with how much each has to do and whether they are away.',
    handle: (ctx, { params }) => groupMembers(ctx, params['id']),
  }),
  route({
    method: 'POST',
    path: '/priority-matrices/dry-run',
    faces: ['workspace'],
    rule: { permission: 'incident.configure' },
    summary: 'Which of the newest cases would have another priority under a matrix that is not saved yet.',
    body: proposal,
    repeatable: true,
    handle: (ctx, { body }) => dryRunMatrix(ctx, body as Proposal),
  }),
  route({
    method: 'POST',
    path: '/assignment-rules/dry-run',
    faces: ['workspace'],
    rule: { permission: 'incident.configure' },
    summary: 'Which of the newest cases would have gone to another group with a rule that is not saved yet.',
    body: proposal,
    repeatable: true,
    handle: (ctx, { body }) => dryRunAssignment(ctx, body as Proposal),
  }),
  route({
    method: 'GET',
    path: '/overview',
    faces: ['workspace'],
    rule: { permission: 'overview.read' },
    summary: 'The desk in numbers; each comes with the filter that lists exactly the cases behind it.',
    query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1 })), group: words }),
    handle: (ctx, { query }) =>
      overview(ctx, { days: numberOf(query['days'], 'days', 30, 1, 366), group: textOf(query['group']) }),
  }),
  route({
    method: 'GET',
    path: '/cases',
    faces: ['portal'],
    rule: 'by-record',
    summary: 'The cases that a person follows, each with how it stands in plain words.',
    query: Type.Object({
      scope: Type.Optional(Type.Union([Type.Literal('mine'), Type.Literal('organisation')])),
      show: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('over'), Type.Literal('all')])),
      search: words,
      limit: Type.Optional(Type.Integer({ minimum: 1 })),
      cursor: words,
    }),
    handle: (ctx, { query }) =>
      readCases(ctx, {
        scope: textOf(query['scope']),
        show: textOf(query['show']) ?? 'open',
        search: textOf(query['search']),
        limit: numberOf(query['limit'], 'limit', 20, 1, 100),
        cursor: textOf(query['cursor']),
      }),
  }),
  route({
    method: 'POST',
    path: '/cases',
    faces: ['portal'],
    rule: { permission: 'incident.report' },
    creates: true,
    summary: 'Reports that something is broken: what, details, how badly it stops you.',
    body: Type.Object(
      {
        title: Type.String(),
        description: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        urgency: Type.Optional(Type.Integer()),
        service: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        configurationItem: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        location: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        custom: Type.Optional(
          Type.Record(Type.String(), Type.Unknown(), { description: 'Values of custom fields, by their keys' }),
        ),
      },
      { additionalProperties: false },
    ),
    handle: (ctx, { body }) => reportCase(ctx, bodyOf(body)),
  }),
  route({
    method: 'GET',
    path: '/cases/:id',
    faces: ['portal'],
    rule: 'by-record',
    summary: 'One case with how it stands, what is asked, and what the person may do with it now.',
    handle: (ctx, { params }) => readCase(ctx, params['id']),
  }),
  route({
    method: 'GET',
    path: '/services',
    faces: ['portal'],
    rule: 'signed-in',
    summary: 'The services that are offered on the portal, the most important first.',
    handle: async (ctx) => ({ rows: await offeredServices(ctx) }),
  }),
];
