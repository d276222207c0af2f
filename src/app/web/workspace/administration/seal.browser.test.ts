import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import { acceptHistory, keepHead } from '#/capabilities/history/server/keep-head.ts';
import { keepHeadsIn } from '#/capabilities/history/server/kept-heads.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { testSecret } from '#/record/test/database.ts';

describe('the seal of the history on the audit page', { timeout: 180_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mainstay-seal-page-'));
  const started = browserDesk({ SEAL_FOLDER: folder });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says what is kept outside of the database, that an emptied history was emptied, and what to do', async () => {
    const { desk } = started;
    await sealOnce(desk.database, Date.now(), 100_000);
    const keeping = keepHeadsIn(desk.database, folder, testSecret);
    await keepHead(desk.database, Date.now());
    const page = await started.open({ as: 'administrator', at: '/work/administration/audit' });
    const panel = page.locator('details.seal');
    await panel.locator('summary').click();
    await panel.getByText(/Last kept outside of the database: batch \d+, /).waitFor();
    const check = panel.getByRole('button', { name: 'Check the whole history' });
    await check.click();
    await panel.getByText('Nothing was touched:').waitFor();

    await desk.owner('truncate history, history_seal');
    await check.click();
    await panel.getByText(/The history is empty, though \d+ batch/).waitFor();
    await panel.getByText('Stop changes, keep a copy of the database').waitFor();
    expect(await started.axe(page)).toEqual([]);

    await acceptHistory(desk.database, keeping, 'the disk broke', Date.now());
    await check.click();
    await panel.getByText('that the history goes on behind batch 0: the disk broke').waitFor();
    await panel.getByText('Nothing was touched:').waitFor();
  });
});
