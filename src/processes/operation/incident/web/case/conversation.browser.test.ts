import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const at = browserDesk();

describe('the conversation', { timeout: 120_000 }, () => {
  it('says whose words each message is, and keeps a solution where it was tried', async () => {
    const one = await at.logged('Lid is open');
    await at.desk.does('agent', 'take', one.id, {}, Date.now());
    await at.desk.does('agent', 'reply', one.id, { body: 'Is the lid closed?' }, Date.now());
    await at.desk.does('agent', 'resolve', one.id, { solution: 'Closed the lid.', closeCode: 'fixed' }, Date.now());
    const page = await at.open({ as: 'agent', at: `/work/incidents/${one.number}` });
    const talk = page.getByRole('region', { name: 'Conversation' });
    await talk.locator('[data-kind=solution]').getByText('Closed the lid.').waitFor();
    await at.desk.does('user', 'reopen', one.id, { message: 'It jams again.' }, Date.now());
    const earlier = talk.getByRole('listitem').filter({ hasText: 'Earlier solution' });
    await earlier.getByText('Closed the lid.').waitFor();
    // The case and what was said on it are read apart, and come in either order.
    await talk.locator('[data-side=user]').filter({ hasText: 'It jams again.' }).getByText('From the user').waitFor();
    expect(await talk.locator('[data-kind=solution]').count()).toBe(0);
    const said = await talk.locator('.message').evaluateAll((all) => all.map((message) => message.textContent ?? ''));
    expect(said.findIndex((text) => text.includes('Closed the lid.'))).toBeLessThan(
      said.findIndex((text) => text.includes('It jams again.')),
    );
    await talk
      .locator('[data-side=desk]')
      .filter({ hasText: 'Is the lid closed?' })
      .getByText('Reply to the user')
      .waitFor();
    await at.desk.does('agent', 'resolve', one.id, { solution: 'Replaced the lid.', closeCode: 'fixed' }, Date.now());
    await talk.locator('[data-kind=solution]').getByText('Replaced the lid.').waitFor();
    await earlier.getByText('Closed the lid.').waitFor();
  });
});

describe('a reply', { timeout: 120_000 }, () => {
  it('names its reader, can be recalled for ten seconds, and differs from a note', async () => {
    const { id, number } = await at.logged('Recall me');
    const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
    await page.getByText('To Uma User, who will read this').waitFor();
    await page.keyboard.press('r');
    // Typed without a pause: its first letter is no shortcut any more.
    await page.keyboard.type('Sent too early');
    await page.keyboard.press('Control+Enter');
    await page.getByText('The reply leaves in 10 seconds.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    const text = page.getByRole('textbox', { name: /Reply to Uma User/ });
    await expect.poll(() => text.inputValue()).toBe('Sent too early');
    const [note] = await at.desk.owner(
      'select released_at, recalled_at is not null as recalled from note where item = $1',
      [id],
    );
    expect(note).toEqual({ released_at: null, recalled: true });
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    await page.getByText('Only colleagues see this').waitFor();
  });

  it('that is only typed survives a reload, and a session that has ended', async () => {
    const { id, number } = await at.logged('Draft case');
    const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
    const text = page.getByRole('textbox', { name: /Reply to Uma User/ });
    await text.fill('First half');
    await page.getByText('Draft saved').waitFor();
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await expect.poll(() => text.inputValue()).toBe('First half');
    await at.desk.owner('delete from session where person = $1', [at.desk.ids.agent]);
    await text.fill('First half, second half');
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.waitFor();
    expect(await text.inputValue()).toBe('First half, second half');
    await again.getByLabel('Password').fill('correct pony battery staple');
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Send reply' }).click();
    await page.getByText('The reply leaves in 10 seconds.').waitFor();
    const notes = await at.desk.owner('select body from note where item = $1', [id]);
    expect(notes).toEqual([{ body: 'First half, second half' }]);
  });

  it('that is begun in two windows is lost in neither', async () => {
    const { id, number } = await at.logged('Two windows');
    const first = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
    const second = await first.context().newPage();
    await second.goto(`/work/incidents/${number}`);
    const box = (page: typeof first) => page.getByRole('textbox', { name: /Reply to Uma User/ });
    await Promise.all([box(first).waitFor(), box(second).waitFor()]);
    await second.waitForLoadState('networkidle');
    await box(first).fill('From the first window');
    await first.getByText('Draft saved').waitFor();
    await box(second).fill('From the second window');
    const asked = second.getByRole('alert').filter({ hasText: 'in another window' });
    await asked.getByText('From the first window').waitFor();
    expect(await box(second).inputValue()).toBe('From the second window');
    await first.reload();
    await expect.poll(() => box(first).inputValue()).toBe('From the first window');
    // Reloaded, the second one still holds its own text, and still asks.
    await second.reload();
    await asked.getByText('From the first window').waitFor();
    expect(await box(second).inputValue()).toBe('From the second window');
    await asked.getByRole('button', { name: 'Put both together' }).click();
    const both = 'From the first window\n\nFrom the second window';
    await expect.poll(() => box(second).inputValue()).toBe(both);
    await expect
      .poll(() =>
        at.desk.owner(`select body ->> 'body' as body from draft where context = $1`, [`incident:${id}:reply`]),
      )
      .toEqual([{ body: both }]);
  });
});
