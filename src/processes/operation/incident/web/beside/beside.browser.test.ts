import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import type { Who } from '#/app/test/desk.ts';
import { perform } from '#/record/server/commit/perform.ts';

const at = browserDesk();

const day = 86_400_000;

const does = (who: Who, action: string, id: string | null, input: Record<string, unknown> = {}) =>
  at.desk.does(who, action, id, input, Date.now());

const unfold = async (page: Page, name: string) => {
  const section = page.locator('details').filter({ has: page.getByText(name, { exact: true }) });
  await section.locator('summary').click();
  return section;
};
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

describe('the tasks of a case', { timeout: 120_000 }, () => {
  const stored = (id: string) =>
    at.desk.owner<{ title: string; assignee: string | null; group: string | null }>(
      `select title, assignee, support_group as "group" from task
        where item = $1 and removed_at is null order by position, id`,
      [id],
    );
  const titles = async (id: string) => (await stored(id)).map(({ title }) => title);
  async function opened(who: Who = 'agent', path = '') {
    const one = await at.logged('Move the office');
    for (const title of ['Pack', 'Carry', 'Unpack']) await does('agent', 'add-task', one.id, { title });
    const page = await at.open({ as: who, at: `/work/incidents/${one.number}${path}` });
    return { ...one, page, tasks: await unfold(page, 'Tasks') };
  }

  it('are renamed where they stand: Enter saves, Escape leaves, and it can be taken back', async () => {
    const { id, page, tasks } = await opened();
    await tasks.getByRole('button', { name: 'Carry', exact: true }).click();
    await page.keyboard.type('Carry nothing');
    await page.keyboard.press('Escape');
    const title = tasks.getByRole('button', { name: 'Carry', exact: true });
    // Back on the words, ready for Enter; the case is still open.
    await expect.poll(() => title.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.type('Carry it all');
    await page.keyboard.press('Enter');
    const told = page.locator('.toast', { hasText: 'The task is now “Carry it all”' });
    await told.waitFor();
    expect(await titles(id)).toEqual(['Pack', 'Carry it all', 'Unpack']);
    await told.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => titles(id)).toEqual(['Pack', 'Carry', 'Unpack']);
  });

  it('show both words when two people rename one, and ask nobody where they changed different things', async () => {
    const { id, page, tasks } = await opened();
    // What the other does arrives only with the refusal.
    await page.route('**/api/v1/events*', (route) => route.abort());
    await page.reload();
    await tasks.locator('summary').click();
    await tasks.getByRole('button', { name: 'Pack', exact: true }).click();
    await page.keyboard.type('What I wrote');
    const [task] = await at.desk.owner<{ id: string }>(`select id from task where item = $1 and title = 'Pack'`, [id]);
    await does('colleague', 'edit-task', id, { task: task?.id, title: 'What Cyril wrote' });
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Changed in the meantime' });
    await dialog.getByText('What Cyril wrote').waitFor();
    await dialog.getByText('What I wrote').waitFor();
    expect(await at.axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save my value' }).click();
    await expect.poll(() => titles(id)).toContain('What I wrote');
    await tasks.getByRole('button', { name: 'What I wrote', exact: true }).click();
    await does('colleague', 'edit-task', id, { task: task?.id, assignee: at.desk.ids.colleague });
    await page.keyboard.type('What I wrote then');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => stored(id))
      .toContainEqual({ title: 'What I wrote then', assignee: at.desk.ids.colleague, group: null });
    expect(await dialog.count()).toBe(0);
  });

  it('are put in order by buttons and by Alt and an arrow, and the focus goes with them', async () => {
    const { id, page, tasks } = await opened();
    await tasks.getByRole('button', { name: 'Move down: Pack' }).click();
    await page.locator('.toast', { hasText: '“Pack” is now 2 of 3' }).waitFor();
    await expect.poll(() => titles(id)).toEqual(['Carry', 'Pack', 'Unpack']);
    expect(await focused(page)).toBe('Move down: Pack');
    // Faster than the answers come.
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => titles(id)).toEqual(['Pack', 'Carry', 'Unpack']);
    expect(await focused(page)).toBe('Move down: Pack');
    expect(await tasks.getByRole('button', { name: 'Move up: Pack' }).getAttribute('aria-disabled')).toBe('true');
    await page
      .locator('.toast', { hasText: '“Pack” is now 1 of 3' })
      .last()
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect.poll(() => titles(id)).toEqual(['Carry', 'Pack', 'Unpack']);
  });

  it('are given to oneself, to a group, to somebody, and to nobody', async () => {
    const { id, page, tasks } = await opened();
    const give = (name: string) =>
      tasks.getByRole('button', { name: `Pack: ${name}. Give to somebody`, exact: true }).click();
    const pack = async () => (await stored(id)).find(({ title }) => title === 'Pack');
    await give('Nobody yet');
    await tasks.getByRole('button', { name: 'To me' }).click();
    await page.locator('.toast', { hasText: '“Pack” is with Anna Agent' }).waitFor();
    expect(await pack()).toMatchObject({ assignee: at.desk.ids.agent, group: null });
    await give('Anna Agent');
    await tasks.getByRole('textbox', { name: 'Group' }).fill('speci');
    await page.getByRole('option', { name: 'Specialists' }).click();
    const told = page.locator('.toast', { hasText: '“Pack” is with Specialists' });
    await told.waitFor();
    expect(await pack()).toMatchObject({ assignee: null, group: at.desk.ids.second });
    await told.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(pack).toMatchObject({ assignee: at.desk.ids.agent, group: null });
    await give('Anna Agent');
    await tasks.getByRole('textbox', { name: 'Person' }).fill('cyril');
    await page.getByRole('option', { name: /Cyril Colleague/ }).click();
    await expect.poll(pack).toMatchObject({ assignee: at.desk.ids.colleague });
    await give('Cyril Colleague');
    await tasks.getByRole('button', { name: 'Nobody yet', exact: true }).click();
    await expect.poll(pack).toMatchObject({ assignee: null, group: null });
  });

  it('come back to their place when they were taken away', async () => {
    const { id, page, tasks } = await opened();
    await tasks.getByRole('button', { name: 'Remove Carry' }).click();
    const told = page.locator('.toast', { hasText: 'The task “Carry” is removed' });
    await told.waitFor();
    expect(await titles(id)).toEqual(['Pack', 'Unpack']);
    await told.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => titles(id)).toEqual(['Pack', 'Carry', 'Unpack']);
  });

  it('are only for reading where the right is missing', async () => {
    const { tasks } = await opened('auditor');
    await tasks.getByText('Carry', { exact: true }).waitFor();
    expect(await tasks.getByRole('checkbox', { name: 'Carry' }).isDisabled()).toBe(true);
    expect(await tasks.getByRole('button').count()).toBe(0);
  });
});

describe('the history of a case', { timeout: 120_000 }, () => {
  it('takes an edit back, says so, and takes that back as well', async () => {
    const { id, number } = await at.logged('No sound');
    await does('colleague', 'edit', id, { title: 'Louder', urgency: 1 });
    const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
    const history = await unfold(page, 'History');
    await history.getByText('What stays in the house can be undone for 30 days').waitFor();
    const undo = history.getByRole('listitem').getByRole('button', { name: /^Undo/ });
    await expect.poll(() => undo.count()).toBe(1);
    await undo.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'No sound', exact: true }).waitFor();
    expect(await at.desk.incident(id)).toMatchObject({ title: 'No sound', urgency: 2 });
    await history.getByText('It was undone.').waitFor();
    const told = page.locator('.toast', { hasText: 'The change is undone' });
    await told.getByRole('button', { name: 'Redo' }).click();
    await expect.poll(() => at.desk.incident(id)).toMatchObject({ title: 'Louder', urgency: 1 });
    await page.locator('.toast', { hasText: 'The change holds again' }).waitFor();
    expect(await at.axe(page)).toEqual([]);
  });

  it('says why an edit stays, as the server would', async () => {
    const { id, number } = await at.logged('No picture', {}, 'lead', Date.now() - 32 * day);
    await at.desk.does('agent', 'edit', id, { urgency: 1 }, Date.now() - 31 * day);
    await does('colleague', 'edit', id, { title: 'Grey picture' });
    await does('agent', 'edit', id, { title: 'Green picture' });
    await does('agent', 'take', id);
    const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
    const history = await unfold(page, 'History');
    const entry = (text: string) => history.getByRole('listitem').filter({ hasText: text });
    await entry('Grey picture Green picture').getByRole('button', { name: /^Undo/ }).waitFor();
    await entry('No picture Grey picture').getByText('Somebody has changed this again since then.').waitFor();
    await entry('Urgency').getByText('This change is older than 30 days; it can no longer be undone.').waitFor();
    // Taking a case stays in the house; what tells people does not.
    expect(await entry('took the case').getByRole('button', { name: /^Undo/ }).count()).toBe(1);
    const auditor = await at.open({ as: 'auditor', at: `/work/incidents/${number}` });
    const read = await unfold(auditor, 'History');
    await read.getByText('Green picture').waitFor();
    expect(await read.getByRole('button', { name: /^Undo/ }).count()).toBe(0);
  });
});

describe('a customer’s own field', { timeout: 120_000 }, () => {
  it('is named in the history, with its value before and after, and taken back alone', async () => {
    const add = (key: string, label: string) =>
      does('administrator', 'custom-field.create', null, { record: 'incident', key, label, kind: 'text' });
    await add('floor', 'Floor');
    await add('wing', 'Wing');
    const { id, number } = await at.logged('Lift stands');
    await does('agent', 'edit', id, { custom: { floor: 'two', wing: 'B' } });
    await does('agent', 'edit', id, { custom: { floor: 'three' } });
    const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
    const history = await unfold(page, 'History');
    const entry = history.getByRole('listitem').filter({ hasText: 'Floor: two three' });
    expect(await entry.innerText()).not.toContain('Wing');
    await entry.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(async () => (await at.desk.incident(id))['custom']).toEqual({ floor: 'two', wing: 'B' });
  });
});

describe('what was done is told by what came of it', { timeout: 120_000 }, () => {
  it('the state, whose it is, the value', async () => {
    const { id, number } = await at.logged('Told');
    const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
    const told = (text: string) => page.locator('.toast').getByText(text, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take', exact: true }).click();
    await told(`${number} is yours`);
    await page.getByRole('button', { name: /^Urgency: 2/ }).click();
    await page.getByRole('combobox', { name: 'Urgency' }).selectOption('1');
    await told('Urgency is now 1 – Cannot work, priority 3 – Medium');
    await page.keyboard.press('a');
    await page.getByRole('radio', { name: /Cyril Colleague/ }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click();
    await told(`${number} is assigned to Cyril Colleague`);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('s');
    await page.getByLabel('How it was solved').selectOption('fixed');
    await page.getByLabel('Solution').fill('Plugged it in.');
    await page.keyboard.press('Control+Enter');
    await told(`${number} is solved`);
    expect((await at.desk.incident(id)).state).toBe('resolved');
    // What an agent does next stands out; the word of the user does not.
    const steps = page.getByRole('group', { name: 'Steps' }).getByRole('button');
    await expect.poll(() => steps.allInnerTexts()).toEqual(['Close', 'Reopen', 'Confirm the solution']);
    expect(await steps.first().getAttribute('data-variant')).toBe('filled');
    expect(await steps.last().getAttribute('data-variant')).toBe('default');
  });
});

describe('an agent whom no group has', { timeout: 120_000 }, () => {
  it('is told why nothing is there and whom to ask, on the queue, its counters, and the call', async () => {
    await at.logged('For others');
    const members = (people: string[]) =>
      perform(at.desk.system(Date.now()), 'group', 'edit', at.desk.ids.second, { members: people });
    await members([]);
    const page = await at.open({ as: 'specialist', at: '/work' });
    const why = page.locator('main .nothing');
    await why.getByText('You belong to no group yet').waitFor();
    await why.getByText('Ask an administrator to add you to a group.').waitFor();
    await page.getByText('Nothing is counted: you belong to no group.').waitFor();
    expect(await page.locator('.views b').count()).toBe(0);
    expect(await at.axe(page)).toEqual([]);
    await page.goto('/work/call');
    await why.getByText('Your groups say for which customers you log calls.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Who cannot work' }).count()).toBe(0);
    expect(await at.axe(page)).toEqual([]);
    await members([at.desk.ids.specialist]);
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByRole('textbox', { name: 'Who cannot work' }).waitFor();
    // With a group, an empty view is a view in which nothing waits.
    await page.goto('/work/?view=shipped:my-open');
    await page.getByText('Nothing waits in this view. Well done.').waitFor();
    expect(await page.getByText('You belong to no group yet').count()).toBe(0);
  });

  it('differs from somebody who may log no calls', async () => {
    const page = await at.open({ as: 'auditor', at: '/work/call' });
    await page.getByText('You may not see this').waitFor();
    await page.goto('/work');
    await page.getByText('This view shows the cases of your groups, and you belong to none.').waitFor();
    expect(await page.getByText('You belong to no group yet').count()).toBe(0);
  });
});
