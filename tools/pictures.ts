import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadDemo } from '#/app/demo/load.ts';
import { startDesk } from '#/app/test/browser.ts';

// Takes the pictures of the README from the demonstration data: MAINSTAY_TEST_DATABASE names a server for a database of
// its own, and the web part has to be built.
const folder = join(import.meta.dirname, '../docs/pictures');
mkdirSync(folder, { recursive: true });
const shown = await startDesk();
try {
  const { desk } = shown;
  await loadDemo(desk.system(Date.now()));
  // Something with a conversation, on clocks that still run, and whoever reported it.
  const [talked] = await desk.owner<{ number: string; assignee: string; user: string }>(`
    select i.number, i.assignee, i.affected_user as user from incident i
      join clock c on c.item = i.id and c.kind = 'resolution'
      join person p on p.id = i.affected_user and p.language = 'en'
    where i.state = 'in-progress' and i.reopened_count = 0 and c.running = 'running' and c.breached_at is null and i.assignee is not null
    order by (select count(*) from note n where n.item = i.id and n.audience = 'everyone') desc, i.priority limit 1`);
  if (!talked) throw new Error('the demonstration data has no case to show');
  // The pictures are for readers of English, whatever the agent speaks.
  await desk.owner("update person set language = 'en' where id = $1", [talked.assignee]);
  desk.ids.agent = talked.assignee;
  desk.ids.user = talked.user;
  const work = await shown.open({ as: 'agent', at: `/work/incidents/${talked.number}`, locale: 'en-GB' });
  await work.getByRole('heading', { level: 1 }).first().waitFor();
  await work.waitForLoadState('networkidle');
  await work.screenshot({ path: join(folder, 'workspace.png') });
  const portal = await shown.open({
    as: 'user',
    at: `/cases/${talked.number}`,
    viewport: { width: 1440, height: 900 },
  });
  await portal.getByRole('heading', { level: 1 }).first().waitFor();
  await portal.waitForLoadState('networkidle');
  await portal.screenshot({ path: join(folder, 'portal.png') });
} finally {
  await shown.stop();
}
