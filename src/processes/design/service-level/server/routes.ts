import { Type } from 'typebox';
import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import { bodyOf } from '#/capabilities/search/server/query.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { previewClocks } from './preview.ts';
import type { Preview } from './preview.ts';

const proposal = Type.Object(
  {
    id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
    values: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);

/** Dry runs of what clocks run under; `rules` are those of every process that has clocks. */
export function serviceLevelRoutes(rules: readonly ClockRules[]): readonly Route[] {
  const preview = (kind: 'clock-policy' | 'calendar', path: string, summary: string) =>
    route({
      method: 'POST',
      path,
      faces: ['workspace'],
      rule: { permission: 'service-level.edit' },
      summary,
      body: proposal,
      repeatable: true,
      async handle(ctx, { body }) {
        const { id, values } = bodyOf(body) as { id: string | null; values: Row };
        const previews: Preview[] = [];
        for (const one of rules) previews.push(await previewClocks(ctx, one, { kind, id, values }));
        return together(previews);
      },
    });
  return [
    preview(
      'clock-policy',
      '/clock-policies/dry-run',
      'Which running clocks would move under a policy that is not saved yet.',
    ),
    preview(
      'calendar',
      '/calendars/dry-run',
      'Which running clocks would move under a calendar that is not saved yet.',
    ),
  ];
}

function together(previews: readonly Preview[]): Preview {
  const sum = (of: (preview: Preview) => number) => previews.reduce((all, preview) => all + of(preview), 0);
  return {
    running: sum(({ running }) => running),
    looked: sum(({ looked }) => looked),
    moved: sum(({ moved }) => moved),
    overdue: sum(({ overdue }) => overdue),
    hidden: sum(({ hidden }) => hidden),
    examples: previews.flatMap(({ examples }) => examples),
  };
}
