import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { tellWith } from '#/capabilities/notifications/server/mailing.ts';
import { choosePreference, readPreferences } from '#/capabilities/notifications/server/preferences.ts';
import { readInbox } from '#/capabilities/notifications/server/read-inbox.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { readAudit } from '../queries/audit.ts';

let desk: Desk;
let roles: Map<string, string>;
let second: string;
beforeAll(async () => {
  desk = await openDesk();
  tellWith(desk.database, loadTexts(), null);
  const rows = await desk.owner<{ code: string; id: string }>('select code, id from role');
  roles = new Map(rows.map(({ code, id }) => [code, id]));
  // Another administrator, who is not the one that acts.
  ({ id: second } = await give('administrator', desk.ids.colleague, 'administrator'));
  await follow(desk, tuesday);
}, 60_000);
afterAll(() => desk.drop());
beforeEach(() => desk.owner('delete from notification'));

const give = (by: Who, person: string, code: string) =>
  desk.does(by, 'membership.create', null, { person, organisation: desk.ids.provider, role: roles.get(code) });

/** Who has what in their inbox. */
async function told(): Promise<string[]> {
  await follow(desk, tuesday);
  const lines: string[] = [];
  for (const who of ['administrator', 'colleague', 'auditor', 'lead', 'agent', 'user'] as const) {
    const { rows } = await readInbox(await desk.as(who), { unread: true, limit: 10 });
    for (const { text, record } of rows) lines.push(`${who}: ${text} – ${record.title}`);
  }
  return lines;
}

describe('rights that somebody gives to themselves', () => {
  it('are given, and seen by every other administrator and by the auditors, and in the audit', async () => {
    const { id, number } = await give('administrator', desk.ids.administrator, 'agent');
    const said = `Adam Admin gave themselves a role: ${number} – Adam Admin · Agent · Provider`;
    expect(await told()).toEqual([`colleague: ${said}`, `auditor: ${said}`]);
    const { rows } = await readAudit(await desk.as('auditor'), { limit: 5, kind: 'membership' });
    expect(rows[0]).toMatchObject({ action: 'create', actor: desk.ids.administrator, item: id });
    expect(rows[0]?.changes).toMatchObject({ person: [null, desk.ids.administrator] });
  });

  it('are seen as well when a role that they have allows more, or one that they had is back', async () => {
    const role = roles.get('administrator') as string;
    const [{ grants } = { grants: [] }] = await desk.owner<{ grants: object[] }>(
      'select grants from role where id = $1',
      [role],
    );
    await desk.does('administrator', 'role.edit', role, { grants: [...grants, { permission: 'incident.read' }] });
    const lines = await told();
    expect(lines.map((line) => line.split(':', 1)[0])).toEqual(['colleague', 'auditor']);
    expect(lines[0]).toContain('Adam Admin changed what a role of their own allows');
    await desk.owner('delete from notification');
    await desk.does('administrator', 'role.edit', role, { description: 'Sets the desk up' });
    expect(await told()).toEqual([]);
    const [own] = await desk.owner<{ id: string }>(
      `select m.id from membership m join role r on r.id = m.role where m.person = $1 and r.code = 'agent'`,
      [desk.ids.administrator],
    );
    await desk.does('administrator', 'membership.retire', own?.id ?? '');
    expect(await told()).toEqual([]);
    await desk.does('administrator', 'membership.restore', own?.id ?? '');
    expect(await told()).toHaveLength(2);
  });

  it('are seen though they were taken away again before anybody looked', async () => {
    const { id } = await give('administrator', desk.ids.administrator, 'lead');
    await desk.does('administrator', 'membership.edit', id, { person: desk.ids.user });
    await desk.does('administrator', 'membership.retire', id);
    expect((await told()).map((line) => line.split(':', 1)[0])).toEqual(['colleague', 'auditor']);
  });

  it('are nobody’s news when somebody else gets them', async () => {
    await give('administrator', desk.ids.agent, 'lead');
    await desk.does('administrator', 'membership.retire', second);
    await desk.does('administrator', 'membership.restore', second);
    expect(await told()).toEqual([]);
  });

  it('cannot be kept out of an inbox by choosing so', async () => {
    const auditor = await desk.as('auditor');
    expect((await readPreferences(auditor)).rows.map(({ event }) => event)).not.toContain('own-role');
    await expect(choosePreference(auditor, { event: 'own-role', inbox: false, mail: false })).rejects.toMatchObject({
      code: 'bad-request',
    });
  });
});
