import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '#/platform/config/config.ts';
import { testDatabase, testSecret } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { run as key } from './key.ts';
import { run as setup } from './setup.ts';
import { run as user } from './user.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'mainstay-command-'));
  writeFileSync(path.join(folder, 'password'), 'nine loud storks at dawn\nsecond line\n');
  writeFileSync(path.join(folder, 'empty'), '');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

type Values = Record<string, string | string[] | boolean>;

/** Runs a command as the command line would; answers with what it printed. */
async function call(command: typeof user, positionals: string[], values: Values = {}, json = false) {
  const out: string[] = [];
  const said: string[] = [];
  const runtime = { config: readConfig({}), databaseUrl: database.url, secret: testSecret };
  const args = {
    positionals,
    values,
    json,
    out: (line: string) => out.push(line),
    say: (line: string) => said.push(line),
  };
  await command(runtime, { ...args, out: (line) => void args.out(line), say: (line) => void args.say(line) });
  return { out, said };
}

const password = () => path.join(folder, 'password');
const acme = () => ({ organisation: 'Acme IT', email: 'jana@acme.example', 'password-file': password() });

describe('mainstay user, before the set-up', () => {
  it('adds nobody', async () => {
    const early = call(user, ['add'], { email: 'eva@acme.example', name: 'Eva', role: ['agent'] });
    await expect(early).rejects.toMatchObject({ name: 'Failure', message: expect.stringContaining('not set up') });
  });
});

describe('mainstay setup', () => {
  it('says what is wrong in a sentence, and does nothing', async () => {
    const bad = call(setup, [], { ...acme(), email: 'jana' });
    await expect(bad).rejects.toMatchObject({ name: 'Failure', message: expect.stringMatching(/^email: /) });
    const empty = call(setup, [], { ...acme(), 'password-file': path.join(folder, 'empty') });
    await expect(empty).rejects.toMatchObject({ name: 'Failure', message: expect.stringContaining('no password') });
    const missing = call(setup, [], { ...acme(), 'password-file': path.join(folder, 'nothing') });
    await expect(missing).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringContaining('cannot be read'),
    });
    const language = call(setup, [], { ...acme(), language: 'tlh' });
    await expect(language).rejects.toMatchObject({ name: 'UsageError' });
    const country = call(setup, [], { ...acme(), country: 'Slovakia' });
    await expect(country).rejects.toMatchObject({ name: 'UsageError' });
    const zone = call(setup, [], { ...acme(), 'time-zone': 'Europe/Nowhere' });
    await expect(zone).rejects.toMatchObject({ name: 'Failure', message: expect.stringMatching(/^timeZone: /) });
    expect(await database.owner('select 1 from organisation')).toEqual([]);
  });

  it('sets up once, with what ships, and then refuses', async () => {
    const place = { language: 'sk', country: 'cz', 'time-zone': 'Europe/Prague' };
    const { out } = await call(setup, [], { ...acme(), ...place }, true);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ email: 'jana@acme.example', address: 'http://127.0.0.1:8080' });
    const kinds = await database.owner<{ kind: string }>('select distinct kind from item order by kind');
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['calendar', 'category', 'group', 'person', 'role']),
    );
    const [jana] = await database.owner('select language, time_zone from person');
    expect(jana).toEqual({ language: 'sk', time_zone: 'Europe/Prague' });
    // The holidays of the calendar are those of the country: Saint Wenceslas' is one in the Czech Republic alone.
    const calendars = await database.owner<{ text: string }>('select to_jsonb(c)::text as text from work_calendar c');
    expect(calendars.some(({ text }) => text.includes('-09-28'))).toBe(true);
    const again = call(setup, [], { ...acme(), email: 'second@acme.example' });
    await expect(again).rejects.toMatchObject({ name: 'Failure', message: expect.stringContaining('set up already') });
  });
});

describe('mainstay user', () => {
  it('invites, lists, disables, enables and resets', async () => {
    const added = await call(user, ['add'], { email: 'eva@acme.example', name: 'Eva Malá', role: ['agent', 'Vedúci'] });
    expect(added.out).toHaveLength(1);
    expect(added.out[0]).toMatch(/^http:\/\/127\.0\.0\.1:8080\/welcome#[\w-]{43}$/);
    const listed = async () =>
      (
        JSON.parse((await call(user, ['list'], {}, true)).out[0] ?? '') as {
          email: string;
          disabled: boolean;
          roles: string[];
        }[]
      ).find(({ email }) => email === 'eva@acme.example');
    expect(await listed()).toMatchObject({ disabled: false, hasPassword: false, roles: ['Riešiteľ', 'Vedúci'] });
    await call(user, ['disable'], { email: 'EVA@acme.example' });
    expect(await listed()).toMatchObject({ disabled: true });
    await call(user, ['enable'], { email: 'eva@acme.example' });
    const reset = await call(user, ['reset'], { email: 'eva@acme.example', 'password-file': password() });
    expect(reset.out).toEqual([]);
    expect(await listed()).toMatchObject({ disabled: false, hasPassword: true });
    expect((await call(user, ['invite'], { email: 'eva@acme.example' })).out[0]).toContain('/welcome#');
  });

  it('adds nobody half: a role that is not there, or a bad password, leaves no person behind', async () => {
    const wrong = call(user, ['add'], { email: 'half@acme.example', name: 'Half', role: ['wizard'] });
    await expect(wrong).rejects.toMatchObject({ name: 'Failure', message: expect.stringContaining('wizard') });
    const file = path.join(folder, 'short');
    writeFileSync(file, 'short');
    const weak = call(user, ['add'], { email: 'half@acme.example', name: 'Half', 'password-file': file });
    await expect(weak).rejects.toMatchObject({ name: 'Failure', message: expect.stringContaining('12 characters') });
    expect(await database.owner("select 1 from person where email = 'half@acme.example'")).toEqual([]);
    await call(user, ['add'], { email: 'whole@acme.example', name: 'Whole', 'password-file': password() });
    expect(await database.owner('select 1 from account where password_hash is not null')).toHaveLength(3);
    const twice = call(user, ['add'], { email: 'Jana@acme.example', name: 'Jana' });
    await expect(twice).rejects.toMatchObject({ name: 'Failure', message: expect.stringContaining('already') });
  });

  it('keeps the last administrator', async () => {
    const last = call(user, ['disable'], { email: 'jana@acme.example' });
    await expect(last).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringContaining('last administrator'),
    });
  });

  it('knows only whom it knows', async () => {
    await expect(call(user, ['reset'], { email: 'nobody@acme.example' })).rejects.toMatchObject({ name: 'Failure' });
    await expect(call(user, ['dance'])).rejects.toMatchObject({ name: 'UsageError' });
  });
});

describe('mainstay key', () => {
  it('prints a key once, alone on standard output, and ends it', async () => {
    const who = { user: 'jana@acme.example', name: 'ci' };
    const { out } = await call(key, ['create'], { ...who, scope: ['incident.read'], expires: '2999-12-31' });
    expect(out).toEqual([expect.stringMatching(/^msk_[0-9a-f]{8}_[\w-]{43}$/)]);
    const list = await call(key, ['list']);
    expect(list.out.join('\n')).toContain('incident.read');
    expect(list.out.join('\n')).not.toContain((out[0] ?? '').slice(13));
    await call(key, ['revoke'], who);
    await expect(call(key, ['revoke'], who)).rejects.toMatchObject({ name: 'Failure' });
    for (const expires of ['soon', '2999-02-30'])
      await expect(call(key, ['create'], { ...who, expires })).rejects.toMatchObject({ name: 'UsageError' });
  });
});
