import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Importing } from './test/importing.ts';
import { openImporting } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

/** Brings a document in with the mapping that is offered, and takes it back. */
async function through(document: unknown, space?: number) {
  const file = await at.file('answer.json', JSON.stringify(document, null, space));
  const run = await at.bringIn(file);
  const rows = await at.desk.owner(
    `select i.number, i.title, i.state, i.priority, i.opened_at as opened, i.resolved_at as solved, g.name as "group", i.tags
      from incident i left join support_group g on g.id = i.support_group order by i.number`,
  );
  await at.takeBack(run.id);
  return { counts: run.counts, rows };
}

describe('an answer of the API of another tool', () => {
  it.each([[undefined], [2]])('with records whose references have a name to show, %s spaces', async (space) => {
    const { counts, rows } = await through(
      {
        result: [
          {
            number: 'INC0700001',
            short_description: 'No mail',
            state: 'Closed',
            priority: '1 - Critical',
            opened_at: '2026-02-02 08:00:00',
            resolved_at: '2026-02-02 09:00:00',
            assignment_group: { display_value: 'Network', link: 'https://desk.example/group/1' },
            work_notes: '',
          },
        ],
      },
      space,
    );
    expect(counts).toMatchObject({ created: 1, refused: 0 });
    expect(rows).toMatchObject([
      { number: 'INC0700001', title: 'No mail', state: 'closed', priority: 1, group: 'Network' },
    ]);
  });

  it('with fields one level down, and lists of words', async () => {
    const issue = (key: string, status: string, resolutiondate: string | null) => ({
      id: key.slice(2),
      key,
      fields: {
        summary: `Title of ${key}`,
        status: { name: status, statusCategory: { name: 'Other' } },
        priority: { id: '2', name: 'High' },
        created: '2026-02-02T08:00:00.000+0100',
        resolutiondate,
        labels: ['vpn', 'home'],
      },
    });
    const issues = [issue('D-1', 'To Do', null), issue('D-2', 'Done', '2026-02-02T10:00:00.000+0100')];
    const { counts, rows } = await through({ expand: 'names', startAt: 0, total: 2, issues }, 1);
    expect(counts).toMatchObject({ created: 2, refused: 0 });
    expect(rows).toMatchObject([
      { number: 'D-1', state: 'new', priority: 2, solved: null, tags: ['vpn', 'home'] },
      { number: 'D-2', state: 'closed', opened: '2026-02-02T07:00:00.000Z', solved: '2026-02-02T09:00:00.000Z' },
    ]);
  });
});
