import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let lead: Caller;
let other: Caller;
let administrator: Caller;
let auditor: Caller;
let source: string;
let run: string;

const csv = 'Number,Title,Customer,Opened,Status\nOLD-1,Secret of Acme,Acme,2026-01-05T08:00:00Z,Closed\n';

/** What a wizard sends of a file. */
const file = (content: string) => ({
  body: `--x\r\nContent-Disposition: form-data; name="file"; filename="old.csv"\r\nContent-Type: text/csv\r\n\r\n${content}\r\n--x--\r\n`,
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
});

beforeAll(async () => {
  web = await openWeb({ ATTACHMENT_LIMIT_MB: '1', IMPORT_LIMIT_MB: '3' });
  lead = await web.keyOf('lead');
  administrator = await web.keyOf('administrator');
  auditor = await web.keyOf('auditor');
  // Somebody else who leads: the same role, nothing to do with the run.
  const [role] = await web.desk.owner<{ id: string }>("select id from role where code = 'lead'");
  await web.desk.does('administrator', 'membership.create', null, {
    person: web.desk.ids.colleague,
    organisation: web.desk.ids.provider,
    role: role?.id,
  });
  other = await web.keyOf('colleague');
  ({ source } = (await lead('POST', '/imports/sources', file(csv))).json<{ source: string }>());
}, 60_000);
afterAll(() => web.stop());

async function start(by: Caller, from = source, more: object = {}) {
  const { mapping } = (
    await by('POST', '/imports/suggestions', { body: { kind: 'incident', source: from, customer: 'Acme' } })
  ).json<{ mapping: object }>();
  return by('POST', '/imports/runs', { body: { kind: 'incident', source: from, mapping, ...more } });
}

const listed = async (by: Caller) =>
  (await by('GET', '/imports/runs')).json<{ rows: { id: string }[] }>().rows.map(({ id }) => id);

describe('an uploaded file', () => {
  it('is looked at by who brought it, and found by nobody else who knows its digest', async () => {
    expect((await lead('GET', `/imports/sources/${source}`)).body).toContain('Secret of Acme');
    const strangers = [
      await other('GET', `/imports/sources/${source}`),
      await other('POST', '/imports/suggestions', { body: { kind: 'incident', source } }),
      await other('POST', '/imports/checks', { body: { kind: 'incident', source, mapping: {} } }),
      await other('POST', '/imports/runs', { body: { kind: 'incident', source, mapping: {} } }),
    ];
    const nothing = await other('GET', `/imports/sources/${'0'.repeat(64)}`);
    for (const answer of strangers) {
      expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
        422,
        nothing.json<{ detail: string }>().detail,
      ]);
      expect(answer.body).not.toContain('Secret');
    }
  });

  it('may be as large as imports may be, which is more than an attachment, and no larger', async () => {
    const rows = (count: number) => csv + 'OLD-2,Another,Acme,2026-01-05T08:00:00Z,Closed\n'.repeat(count);
    const sent = async (count: number) => (await lead('POST', '/imports/sources', file(rows(count)))).statusCode;
    const megabyte = 1024 ** 2 / 49;
    expect(await sent(2 * megabyte)).toBe(201);
    const refused = await lead('POST', '/imports/sources', file(rows(4 * megabyte)));
    expect([refused.statusCode, refused.json<{ detail: string }>().detail]).toEqual([
      413,
      expect.stringContaining('3 MB'),
    ]);
  });

  it('is not an attachment of the same store', async () => {
    const { id } = await web.desk.does('user', 'create', null, { title: 'With a file', urgency: 2 });
    const agent = await web.keyOf('agent');
    await agent('POST', `/items/${id}/attachments`, file('Number,Title\n7,Of another customer\n'));
    const [kept] = await web.desk.owner<{ sha256: string }>(
      "select encode(sha256, 'hex') as sha256 from attachment where item = $1",
      [id],
    );
    expect(kept?.sha256).toMatch(/^[0-9a-f]{64}$/);
    for (const caller of [lead, administrator]) {
      expect((await caller('GET', `/imports/sources/${kept?.sha256}`)).statusCode).toBe(422);
    }
  });
});

it.each(['soon', '2026-11-31T18:00:00Z', '2026-11-30', '2026-11-30T18:00:00'])(
  'no run starts whose switch-over is no instant: %s',
  async (switchOver) => {
    const refused = await start(lead, source, { switchOver });
    expect([refused.statusCode, refused.json<{ fields: object }>().fields]).toEqual([
      422,
      { switchOver: expect.stringContaining('2026-01-31T10:00:00Z') },
    ]);
  },
);

describe('a run', () => {
  beforeAll(async () => {
    const started = await start(lead);
    expect(started.statusCode, started.body).toBe(201);
    run = started.json<{ id: string }>().id;
  });

  it('is there for who started it, for who manages all, and to be read for the auditor', async () => {
    expect(await listed(lead)).toEqual([run]);
    expect(await listed(administrator)).toEqual([run]);
    expect(await listed(auditor)).toEqual([run]);
    for (const path of ['', '/results', '/report']) {
      for (const caller of [lead, administrator, auditor]) {
        expect((await caller('GET', `/imports/runs/${run}${path}`)).statusCode).toBe(200);
      }
    }
    expect((await auditor('GET', `/imports/sources/${source}`)).statusCode).toBe(200);
  });

  it('is not there for who started others', async () => {
    expect(await listed(other)).toEqual([]);
    for (const path of ['', '/results', '/report']) {
      expect((await other('GET', `/imports/runs/${run}${path}`)).statusCode).toBe(404);
    }
    for (const step of ['start', 'cancel', 'undo']) {
      expect((await other('POST', `/imports/runs/${run}/${step}`, { body: {} })).statusCode).toBe(404);
    }
    expect((await lead('GET', `/imports/runs/${run}`)).json()).toMatchObject({ status: 'queued', controls: true });
  });

  it('is controlled by nobody who only reads', async () => {
    expect((await auditor('POST', `/imports/runs/${run}/cancel`)).statusCode).toBe(403);
    expect((await auditor('GET', `/imports/runs/${run}`)).json()).toMatchObject({ controls: false });
  });

  it('is stopped and taken back by who started it, or who manages all', async () => {
    expect((await administrator('POST', `/imports/runs/${run}/cancel`)).json()).toMatchObject({ status: 'cancelled' });
    expect((await lead('POST', `/imports/runs/${run}/undo`, { body: {} })).json()).toMatchObject({
      status: 'undoing',
      controls: true,
    });
  });

  it('of the command line belongs to nobody: who manages all sees it', async () => {
    await web.desk.owner('update import_run set "by" = null where id = $1', [run]);
    expect([await listed(lead), await listed(administrator)]).toEqual([[], [run]]);
  });
});

describe('a saved mapping', () => {
  it('is used by everybody who imports, replaced and forgotten by whoever saved it, and by who manages imports', async () => {
    const { mapping } = (
      await lead('POST', '/imports/suggestions', { body: { kind: 'incident', source, customer: 'Acme' } })
    ).json<{ mapping: object }>();
    const save = (by: Caller) =>
      by('POST', '/imports/mappings', { body: { kind: 'incident', name: 'Old desk', mapping } });
    const list = async (by: Caller) =>
      (await by('GET', '/imports/mappings')).json<{ rows: { id: string; own: boolean; at: string }[] }>().rows;
    const saved = await save(lead);
    expect([saved.statusCode, (await save(lead)).statusCode]).toEqual([201, 201]);
    const { id } = saved.json<{ id: string }>();
    const before = await list(lead);
    expect([before.map(({ own }) => own), (await list(other)).map(({ own }) => own)]).toEqual([[true], [false]]);
    const refused = await save(other);
    expect(refused.json()).toMatchObject({ status: 422, fields: { name: expect.any(String) } });
    expect((await other('DELETE', `/imports/mappings/${id}`)).statusCode).toBe(404);
    expect(await list(lead)).toEqual(before);
    expect((await save(administrator)).statusCode).toBe(201);
    // Whoever looks after imports does not become its owner by mending it.
    expect((await list(lead)).map(({ own }) => own)).toEqual([true]);
    expect((await lead('DELETE', `/imports/mappings/${id}`)).statusCode).toBe(200);
    expect(await list(lead)).toEqual([]);
  });
});
