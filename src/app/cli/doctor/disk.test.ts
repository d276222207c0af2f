import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { readConfig } from '#/platform/config/config.ts';
import { checkDisk } from './machine.ts';

it('says that attachments are refused where less is free than they have to leave', () => {
  const config = readConfig({ MAINSTAY_DATA: tmpdir() });
  expect(checkDisk({ ...config, diskReserve: 0 }).found).toMatch(/GB free at /);
  expect(checkDisk({ ...config, diskReserve: 1e18 })).toMatchObject({
    outcome: 'fail',
    found: expect.stringContaining('Attachments are refused'),
    mend: expect.stringContaining('Free some space'),
  });
});
