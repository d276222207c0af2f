import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

describe('administration', { timeout: 180_000 }, () => {
  const started = browserDesk();
  const numberOf = async (table: string, name: string) => {
    const [row] = await started.desk.owner<{ number: string }>(`select number from ${table} where name = $1`, [name]);
    return row?.number ?? '';
  };
  const open = (path: string, as: 'administrator' | 'lead' | 'agent' = 'administrator', more = {}) =>
    started.open({ as, at: `/work${path}`, ...more });
  const saved = (page: Page) => page.locator('.toast', { hasText: 'Saved' }).waitFor();

  beforeAll(async () => {
    const { desk } = started;
    for (let nth = 0; nth < 6; nth += 1) {
      const urgency = (nth % 3) + 1;
      const values = { title: `Case ${nth}`, affectedUser: desk.ids.user, impact: 3, urgency };
      await desk.does('agent', 'create', null, values, Date.now() - nth * 3_600_000);
    }
  });

  it('changes the matrix after its dry run, and the next case gets the new priority', async () => {
    const page = await open(
      `/administration/priority-matrices/${await numberOf('priority_matrix', 'Impact × urgency')}`,
    );
    const cell = page.getByLabel('Priority for impact 3 – One person and urgency 1 – Cannot work');
    await cell.selectOption('2');
    await page.getByRole('button', { name: 'What would change?' }).click();
    const found = page.getByRole('region', { name: 'Dry run' });
    await found.getByText('Of the last 6 cases, 2 would have another priority.').waitFor();
    // Whoever sets the desk up does not read its cases: how many there are, and none of them.
    await found.getByText('None is listed: you may not open the cases behind this.').waitFor();
    expect(await found.locator('tbody tr').count()).toBe(0);
    expect(await found.getByText('INC').count()).toBe(0);
    expect(await started.axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await saved(page);
    await page.getByRole('complementary', { name: 'History' }).getByText('Changed', { exact: true }).waitFor();
    const { desk } = started;
    const logged = await desk.does(
      'agent',
      'create',
      null,
      { title: 'The next one', affectedUser: desk.ids.user, impact: 3, urgency: 1 },
      Date.now(),
    );
    expect((await desk.incident(logged.id))['priority']).toBe(2);
    // And back again: an edit is undone from its history.
    await page.getByRole('complementary', { name: 'History' }).getByRole('button', { name: 'Undo' }).first().click();
    await page.locator('.toast', { hasText: 'The change was undone' }).waitFor();
    await page.getByRole('button', { name: 'Show it' }).click();
    expect(await cell.inputValue()).toBe('3');
  });

  it('makes an exception in a calendar and sees which clocks it moves', async () => {
    const page = await open(`/administration/calendars/${await numberOf('work_calendar', 'Working hours')}`);
    const section = page.getByRole('region', { name: 'Days with hours of their own' });
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await section.getByLabel('Date').fill(tomorrow);
    await section.getByLabel('Name').fill('Stocktaking');
    await section.getByRole('button', { name: 'Add the day' }).click();
    await page.getByRole('button', { name: 'Which clocks would move?' }).click();
    await page.getByText(/Of \d+ running clocks, \d+ would move\./).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await saved(page);
    const [row] = await started.desk.owner<{ exceptions: { date: string; name: string; intervals: unknown[] }[] }>(
      `select versions -> 0 -> 'exceptions' as exceptions from work_calendar where name = 'Working hours'`,
    );
    expect(row?.exceptions).toEqual([{ date: tomorrow, name: 'Stocktaking', intervals: [] }]);
  });

  it('says at the hours what is wrong with them, and keeps what was typed', async () => {
    const page = await open(`/administration/calendars/${await numberOf('work_calendar', 'Working hours')}`);
    const from = page.getByLabel('Monday: interval 1, from');
    await from.fill('13');
    await from.blur();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('13:00 is not before 12:00.').waitFor();
    expect(await from.inputValue()).toBe('13:00');
  });

  it('adds a field of its own, which then stands on the form for a call', async () => {
    const page = await open('/administration/custom-fields/new');
    await page.getByLabel('On records of the kind').selectOption('incident');
    await page.getByRole('textbox', { name: 'Key' }).fill('floor');
    await page.getByRole('textbox', { name: 'Label', exact: true }).fill('Floor');
    await page.getByLabel('Kind of value').selectOption('choice');
    await page.getByLabel('Options').fill('Ground\nFirst');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Floor' }).waitFor();
    const agent = await open('/call', 'agent');
    const field = agent.getByLabel('Floor');
    await field.selectOption('First');
    expect(await field.inputValue()).toBe('First');
  });

  it('keeps what was typed when somebody else was faster, and shows both', async () => {
    const number = await numberOf('support_group', 'Specialists');
    const first = await open(`/administration/groups/${number}`);
    await first.getByLabel('Description').fill('Mine');
    await started.desk.does(
      'administrator',
      'group.edit',
      started.desk.ids.second,
      { description: 'Theirs' },
      Date.now(),
    );
    await first.getByRole('button', { name: 'Save' }).click();
    const notice = first.getByRole('alert');
    await notice.getByText('Theirs', { exact: true }).last().waitFor();
    expect(await first.getByLabel('Description').inputValue()).toBe('Mine');
    await first.getByRole('button', { name: 'Save' }).click();
    await saved(first);
    // Whoever may look but not change sees the record for reading.
    const second = await open(`/administration/groups/${number}`, 'lead');
    await second.getByText('For reading only').waitFor();
    expect(await second.getByRole('button', { name: 'Save' }).count()).toBe(0);
  });

  it('tells an agent that they may not see a page, instead of showing it empty', async () => {
    const page = await open('/administration/roles', 'agent');
    const said = () => page.locator('.nothing-title').innerText();
    expect(await said()).toBe('You may not see this');
    for (const place of ['/administration/audit', '/administration/parked-jobs', '/overview']) {
      await page.goto(`/work${place}`);
      expect([place, await said()]).toEqual([place, 'You may not see this']);
    }
    await page.goto('/work/administration/nothing-of-the-kind');
    expect(await said()).toBe('There is nothing here');
  });

  it('refuses a filter that cannot be read at its place, and takes names for records', async () => {
    const page = await open('/administration/assignment-rules/new');
    await page.getByLabel('Name').fill('Network cases');
    const where = page.getByRole('combobox', { name: 'Condition' });
    await where.fill("category = 'Netwrok'");
    await where.press('Enter');
    await page.getByText('Nothing is called “Netwrok”.').waitFor();
    await page.getByRole('button', { name: 'Remove the condition Category: Netwrok' }).click();
    // Chosen, as in a list; typed on from where that stands, with the name and not the id.
    await page.getByRole('button', { name: 'Condition', exact: true }).click();
    await page.getByLabel('Field').selectOption('category');
    await page.getByRole('textbox', { name: 'Value' }).fill('Netw');
    await page.getByRole('option', { name: 'Network' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Category: Network', exact: true }).click();
    expect(await where.inputValue()).toBe("category = 'Network'");
    await page.keyboard.type(' and (priority <= 2 or is:late)');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Priority ≤ 2 – High or Late', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Group' }).fill('Special');
    await page.getByRole('option', { name: /Specialists/ }).click();
    await page.getByRole('button', { name: 'Who would have got which case?' }).click();
    await page.getByText('This rule would have decided 0.').waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Network cases' }).waitFor();
    await page.getByRole('button', { name: 'Category: Network', exact: true }).waitFor();
    await page.getByRole('button', { name: 'As text' }).click();
    const kept = page.locator('.filter-text textarea[aria-busy="false"]');
    expect(await kept.inputValue()).toBe("category = 'Network' and (priority <= 2 or is:late)");
    const [rule] = await started.desk.owner<{ condition: string }>(
      `select condition from assignment_rule where name = 'Network cases'`,
    );
    expect(rule?.condition).toMatch(/^category = '?[0-9a-f-]{36}'? and \(priority <= 2 or is:late\)$/);
    const asked: string[] = [];
    page.on('request', (request) => request.url().endsWith('/names') && asked.push(request.url()));
    await page.goto('/work/administration/assignment-rules');
    const listed = page.getByRole('row', { name: /Network cases/ }).locator('[data-column=where]');
    await expect.poll(() => listed.innerText()).toBe('Category: Network · Priority ≤ 2 – High or Late');
    // Asked once for all rules that are listed.
    expect(asked).toHaveLength(1);
  });

  it('offers no field for a condition before it is known which one that is', async () => {
    const page = await open('/administration/roles');
    const held = Promise.withResolvers<void>();
    await page.route('**/api/v1/definitions/incident', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto('/work/administration/assignment-rules/new');
    await page.locator('.condition[aria-busy=true]').waitFor();
    expect(await page.getByRole('combobox', { name: 'Condition' }).count()).toBe(0);
    held.resolve();
    await page.getByRole('combobox', { name: 'Condition' }).fill('priority <= 2');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Priority ≤ 2 – High', exact: true }).waitFor();
  });

  it('shows a long condition whole on a telephone, with what changes it', async () => {
    const { desk } = started;
    const words = 'The printer on the second floor of the house by the river prints nothing';
    await desk.does('administrator', 'assignment-rule.create', null, {
      name: 'Long condition',
      order: 900,
      where: `title = "${words}" or title = "${words} at all"`,
      group: desk.ids.desk,
    });
    const at = `/administration/assignment-rules/${await numberOf('assignment_rule', 'Long condition')}`;
    const page = await open(at, 'administrator', { viewport: { width: 390, height: 844 } });
    for (const name of ['As text', 'Clear', new RegExp(`^Title.*${words} at all$`)]) {
      const box = await page.getByRole('button', { name, exact: true }).first().boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 390, String(name)).toBe(true);
    }
    const cut = page.locator('.filter-chip button').first();
    expect(await cut.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(false);
  });

  it('says a promise of time in hours, and what it does not understand', async () => {
    const page = await open('/administration/clock-policies/new');
    await page.getByLabel('Name').fill('Quick ones');
    await page.getByRole('textbox', { name: 'Working hours' }).fill('Around');
    await page.getByRole('option', { name: /Around/ }).click();
    const cell = page.getByLabel('Target: 3 – Medium, Resolution');
    expect(await cell.inputValue()).toBe('24 h');
    await cell.fill('2 d 4 h');
    await page.getByText('Working days stand alone').waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('The amount must be a whole number').waitFor();
    await cell.fill('1,5 h');
    await cell.blur();
    await expect.poll(() => cell.inputValue()).toBe('1 h 30 min');
    await page.getByLabel('Target: 1 – Critical, Response').fill('2 d');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Quick ones' }).waitFor();
    const [policy] = await started.desk.owner("select targets from clock_policy where name = 'Quick ones'");
    expect(policy).toEqual({
      targets: [
        { priority: 1, clock: 'response', amount: 2, unit: 'business-days' },
        { priority: 3, clock: 'resolution', amount: 90, unit: 'minutes' },
      ],
    });
  });

  it('opens behind a number of the overview exactly the cases that it counts', async () => {
    const page = await open('/overview', 'lead');
    for (const tile of ['open', 'with nobody']) {
      const link = page.getByRole('link', { name: new RegExp(`^\\d+ ${tile}$`) });
      const count = Number((await link.innerText()).split(/\s/)[0]);
      await link.click();
      const grid = page.getByRole('grid');
      await grid.waitFor();
      expect(Number(await grid.getAttribute('aria-rowcount')) - 1).toBe(count);
      await page.goBack();
    }
  });

  const routes = [
    '/administration/people',
    '/administration/categories',
    '/administration/people/new',
    '/administration/custom-fields/new',
    '/administration/audit',
    '/administration/parked-jobs',
    '/administration/keys',
  ];
  it.each(['light', 'dark'] as const)(
    'has no accessibility violations on any of its pages, %s',
    { timeout: 180_000 },
    async (colorScheme) => {
      const { ids } = started.desk;
      const records = [
        `/administration/priority-matrices/${await numberOf('priority_matrix', 'Impact × urgency')}`,
        `/administration/calendars/${await numberOf('work_calendar', 'Working hours')}`,
        `/administration/clock-policies/${await numberOf('clock_policy', 'Priority 1 around the clock')}`,
        `/administration/roles/${await numberOf('role', 'Agent')}`,
        `/administration/people/${ids.agent}`,
        `/access/person/${ids.agent}`,
      ];
      const found: string[] = [];
      const look = async (page: Page) => {
        await page.locator('h1').waitFor();
        await page.waitForLoadState('networkidle');
        found.push(...(await started.axe(page)));
      };
      const page = await open('/administration/people', 'administrator', { colorScheme });
      for (const route of [...routes, ...records]) {
        await page.goto(`/work${route}`);
        await look(page);
      }
      const lead = await open('/overview', 'lead', { colorScheme });
      await lead.getByRole('heading', { name: 'Open by priority and age' }).waitFor();
      await look(lead);
      expect(found).toEqual([]);
    },
  );
});
