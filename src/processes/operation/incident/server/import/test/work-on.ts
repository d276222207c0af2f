import { randomUUID } from 'node:crypto';
import { buildKit } from '#/app/kit.ts';
import { runImport } from '#/capabilities/imports/server/run.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import { newId } from '#/platform/ids.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import { systemActor } from '#/record/server/context.ts';
import { testSecret } from '#/record/test/database.ts';

// A process of its own that works on a run, for tests that kill it: `work-on.ts URL RUN FILE NOW`.
const [url = '', run = '', path = '', now = ''] = process.argv.slice(2);
const db = openDatabase({ url, secret: testSecret, deadline: 15_000, size: 4, onError: () => {} });
const base = {
  db,
  kit: buildKit(),
  actor: systemActor('test'),
  face: 'workspace' as const,
  now: Number(now),
  request: { id: newId(), origin: 'job' as const },
};
await runImport(base, incidentImport, run, {
  path,
  worker: randomUUID(),
  takeOver: true,
  batch: 25,
  onProgress: () => process.stdout.write('batch\n'),
});
await db.close();
