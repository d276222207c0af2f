import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { verifyHistory } from '#/capabilities/history/server/verify.ts';
import { projectRoot } from '#/platform/database/migrate.ts';
import { installation, noon } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';
import { shippedRoles } from './roles.ts';

const migration = readFileSync(
  path.join(projectRoot, 'src/processes/foundation/migrations/0060_shipped_role_grants.sql'),
  'utf8',
);
const all = (...permissions: string[]) => permissions.map((permission) => ({ permission }));
const served = (...permissions: string[]) => permissions.map((permission) => ({ permission, where: 'is:served' }));

/** What the roles were shipped with once, as installations of those days still have it. */
const agent = [
  ...served('incident.read', 'incident.create', 'incident.work', 'incident.reply', 'incident.note'),
  ...served('incident.confirm', 'incident.reopen'),
  ...all('foundation.read', 'configuration.read', 'bulk.run'),
];
const administrator = all(
  'foundation.read',
  'foundation.edit',
  'foundation.export',
  'person.create',
  'configuration.read',
  'configuration.edit',
  'incident.configure',
  'service-level.edit',
  'access.read',
  'access.edit',
  'audit.read',
  'jobs.manage',
  'import.run',
);
const lead = [
  ...agent,
  ...served('incident.override', 'incident.export'),
  ...all('incident.configure', 'service-level.edit', 'overview.read', 'import.run'),
];
const changed = all('incident.read', 'audit.read');

let desk: Installation;
beforeAll(async () => {
  desk = await installation();
});
afterAll(() => desk.drop());

const grantsOf = (code: string) => shippedRoles.find((role) => role.code === code)?.grants;
const rows = () =>
  desk.database.owner<{ code: string; grants: object; version: number; listed: number }>(
    `select r.code, r.grants, r.version, i.version as listed from role r join item i on i.id = r.id order by r.code`,
  );

describe('roles of an installation that was made by an earlier version', () => {
  it('gain what came later where nobody has changed them, and stay as they are where somebody has', async () => {
    for (const [code, grants] of Object.entries({ agent, administrator, lead, auditor: changed })) {
      await desk.database.owner('update role set grants = $2 where code = $1', [code, JSON.stringify(grants)]);
    }
    const [epoch] = await desk.database.owner<{ value: number }>('select value from epoch');
    const before = await rows();
    await desk.database.owner(migration);
    const after = new Map((await rows()).map((row) => [row.code, row]));
    for (const { code, grants, version } of before) {
      const gains = ['agent', 'administrator', 'lead'].includes(code);
      expect(after.get(code), code).toEqual({
        code,
        grants: gains ? grantsOf(code) : grants,
        version: gains ? version + 1 : version,
        listed: gains ? version + 1 : version,
      });
    }
    expect(after.get('auditor')?.grants).toEqual(changed);
    const [later] = await desk.database.owner<{ value: number }>('select value from epoch');
    expect(later?.value).toBeGreaterThan(epoch?.value ?? Infinity);
  });

  it('say in their history what they gained, and the chain verifies', async () => {
    const [entry] = await desk.database.owner<{ payload: object }>(
      `select h.payload from history h join role r on r.id = h.item
        where r.code = 'administrator' and h.action = 'edit' and h.origin = 'command'`,
    );
    expect(entry?.payload).toEqual({ changes: { grants: [administrator, grantsOf('administrator')] } });
    await sealOnce(desk.database.database, noon, 1000);
    expect((await desk.database.database.relay((tx) => verifyHistory(tx))).problems).toEqual([]);
  });

  it('gain nothing twice', async () => {
    const before = await rows();
    await desk.database.owner(migration);
    expect(await rows()).toEqual(before);
  });
});
