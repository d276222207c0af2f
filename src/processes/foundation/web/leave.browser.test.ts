import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import { perform } from '#/record/server/commit/perform.ts';

/** Somebody who leaves, with a group to lead and two cases that go on. */
async function leaver({ desk }: ReturnType<typeof browserDesk>, name: string) {
  const ctx = desk.system(Date.now());
  const add = async (kind: string, values: Record<string, unknown>) => perform(ctx, kind, 'create', null, values);
  const { id, number } = await add('person', { name, email: `${name}@example.com`, organisation: desk.ids.provider });
  const [agent] = await desk.owner<{ id: string }>(`select id from role where code = 'agent'`);
  await add('membership', { person: id, organisation: desk.ids.provider, role: agent?.id });
  const members = [id, desk.ids.agent];
  const group = await add('group', { name: `Crew of ${name}`, members, lead: id });
  const input = { title: 'No mail', affectedUser: desk.ids.user, group: group.id, assignee: id };
  const cases = [];
  for (let nth = 0; nth < 2; nth += 1) cases.push(await desk.does('agent', 'create', null, input, Date.now()));
  return { id, number, group, cases: cases.map((one) => one.id) };
}

describe('somebody leaves', { timeout: 120_000 }, () => {
  const started = browserDesk();

  it.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)(
    'and what they had to do is asked about and given back to the groups (%s, %i px)',
    async (look, width) => {
      const { desk } = started;
      const gone = await leaver(started, `filip-${look}`);
      const page = await started.open({
        as: 'administrator',
        at: `/work/administration/people/${gone.number}`,
        colorScheme: look,
        viewport: { width, height: 900 },
      });
      await page.getByRole('button', { name: 'Retire' }).click();
      const dialog = page.getByRole('dialog');
      const list = dialog.getByRole('list', { name: 'Still to be done' });
      await list.waitFor();
      expect((await list.getByRole('listitem').allInnerTexts()).toSorted()).toEqual([
        '2 open cases',
        'Lead of 1 group',
        'Member of 1 group',
      ]);
      expect(await started.axe(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      // By keyboard alone: the first choice has the focus, the arrow goes to the next, Escape leaves everything.
      await page.waitForFunction('document.activeElement?.type === "radio"');
      await page.keyboard.press('ArrowDown');
      await dialog.getByLabel('Who takes it over').waitFor();
      expect(await dialog.getByRole('button', { name: 'Retire' }).isDisabled()).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await desk.owner('select state from person where id = $1', [gone.id])).toEqual([{ state: 'active' }]);
      await page.getByRole('button', { name: 'Retire' }).click();
      await dialog.getByRole('radio', { name: 'Back to the groups' }).check();
      await page.keyboard.press('Control+Enter');
      await page.locator('.toast', { hasText: 'is now “Retired”' }).waitFor();
      for (const id of gone.cases) {
        expect(await desk.incident(id)).toMatchObject({ assignee: null, group: gone.group.id });
      }
    },
  );

  it('and a colleague takes it over as the account is disabled', async () => {
    const { desk } = started;
    const gone = await leaver(started, 'greta');
    await desk.owner('insert into account (person) values ($1)', [gone.id]);
    const page = await started.open({ as: 'administrator', at: `/work/administration/people/${gone.number}` });
    await page.getByRole('button', { name: 'Disable', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Somebody else takes it over' }).check();
    await dialog.getByLabel('Who takes it over').fill('Cyril');
    await page.getByRole('option', { name: /Cyril Colleague/ }).click();
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await page.locator('.toast', { hasText: 'greta can no longer sign in' }).waitFor();
    for (const id of gone.cases) expect(await desk.incident(id)).toMatchObject({ assignee: desk.ids.colleague });
  });

  it('or a group ends, and another one goes on; one with nothing to do is asked nothing', async () => {
    const { desk } = started;
    const gone = await leaver(started, 'hugo');
    const at = `/work/administration/groups/${gone.group.number}`;
    const page = await started.open({ as: 'administrator', at });
    await page.getByRole('button', { name: 'Retire' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 open cases').waitFor();
    await dialog.getByLabel('Which group takes it over').fill('Spec');
    await page.getByRole('option', { name: /Specialists/ }).click();
    await dialog.getByRole('button', { name: 'Retire' }).click();
    await page.locator('.toast', { hasText: 'is now “Retired”' }).waitFor();
    for (const id of gone.cases) expect(await desk.incident(id)).toMatchObject({ group: desk.ids.second });
    await page.getByRole('button', { name: 'Put back into use' }).click();
    await page.locator('.toast', { hasText: 'is now “In use”' }).waitFor();
    await page.getByRole('button', { name: 'Retire' }).click();
    await page.locator('.toast', { hasText: 'is now “Retired”' }).nth(1).waitFor();
    expect(await dialog.count()).toBe(0);
  });
});
