import { expect, it, vi } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

vi.setConfig({ testTimeout: 60_000 });
const at = browserDesk();

it('asks for the days of the person, wherever their browser is, and for none that there is not', async () => {
  await at.desk.owner("update person set time_zone = 'Europe/Bratislava' where id = $1", [at.desk.ids.administrator]);
  const page = await at.open({ as: 'administrator', timezoneId: 'America/New_York' });
  const asked = async (query: string) => {
    const request = page.waitForRequest((one) => new URL(one.url()).pathname === '/api/v1/audit');
    await page.goto(`/work/administration/audit?${query}`);
    const { searchParams } = new URL((await request).url());
    return [searchParams.get('from'), searchParams.get('to')];
  };
  // The clocks go back on that day, so that it has 25 hours.
  expect(await asked('from=2026-10-25&to=2026-10-25')).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
  ]);
  expect(await asked('from=soon')).toEqual([null, null]);
});
