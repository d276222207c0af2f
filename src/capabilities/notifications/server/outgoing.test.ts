import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { newId } from '#/platform/ids.ts';
import { listMails, sendAgain } from './outgoing.ts';
import { notificationRoutes } from './routes.ts';

let desk: Desk;
let item: string;
let number: string;
beforeAll(async () => {
  desk = await openDesk();
  ({ id: item, number } = await desk.does('user', 'create', null, { title: 'Secret plans' }));
});
afterAll(() => desk.drop());

let nth = 0;
async function mail(status: string, more: { sealed?: boolean } = {}): Promise<string> {
  const id = newId(tuesday + ++nth);
  await desk.owner(
    `insert into mail (id, message_id, recipient, subject, body, kind, item, status, attempts, error, at, sent_at, sealed)
     values ($1::uuid, $1::text, 'uma@example.com', 'Secret plans', 'In full', 'replied', $2, $3, 12, 'no such person', $4, $4, $5)`,
    [id, item, status, new Date(tuesday + nth), more.sealed ?? false],
  );
  return id;
}

describe('mails on their way out', () => {
  it('are listed with how they fared and without what they say', async () => {
    await mail('sent');
    const failed = await mail('failed');
    const unsure = await mail('maybe-sent');
    const ctx = await desk.as('administrator');
    const { rows, mail: sends } = await listMails(ctx);
    // Nobody named a mail server: an empty list would say nothing of what people were told.
    expect(sends).toBe(false);
    expect(rows.map(({ id }) => id)).toEqual([unsure, failed]);
    expect(rows[1]).toEqual({
      id: failed,
      kind: 'replied',
      recipient: 'uma@example.com',
      number,
      status: 'failed',
      attempts: 12,
      error: 'no such person',
      at: expect.any(String),
      triedAt: expect.any(String),
    });
    expect(JSON.stringify(rows)).not.toContain('plans');
    expect((await listMails(ctx, 'sent')).rows).toHaveLength(1);
    await expect(listMails(ctx, 'lost')).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('can be sent again when they failed, with the Message-ID that they had', async () => {
    const failed = await mail('failed');
    const ctx = await desk.as('administrator');
    await sendAgain(ctx, failed);
    expect(await desk.owner('select status, attempts, error, message_id from mail where id = $1', [failed])).toEqual([
      { status: 'queued', attempts: 0, error: null, message_id: failed },
    ]);
    const sealed = await mail('failed', { sealed: true });
    for (const id of [failed, sealed, await mail('sent')]) {
      await expect(sendAgain(ctx, id)).rejects.toMatchObject({ code: 'conflict' });
    }
    await expect(sendAgain(ctx, newId())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are the business of who manages jobs', () => {
    const rules = notificationRoutes
      .filter(({ path }) => path.startsWith('/mails'))
      .map(({ rule, faces }) => ({ rule, faces }));
    expect(rules).toEqual([
      { rule: { permission: 'jobs.manage' }, faces: ['workspace'] },
      { rule: { permission: 'jobs.manage' }, faces: ['workspace'] },
    ]);
  });
});
