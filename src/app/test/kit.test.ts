import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '#/base/refusal.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { openDesk, tuesday } from './desk.ts';
import type { Desk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.drop());

const day = 86_400_000;
const log = (input: Record<string, unknown> = {}) =>
  desk.does('agent', 'create', null, { title: 'No sound', affectedUser: desk.ids.user, ...input });
async function refusal(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('undoing an edit', () => {
  const lastEdit = async (id: string) => {
    const rows = await desk.owner<{ id: string }>(
      `select id from history where item = $1 and action = 'edit' order by id desc limit 1`,
      [id],
    );
    return Number(rows[0]?.id);
  };

  it('puts the fields back as a new change, with what follows from them', async () => {
    const { id } = await log({ impact: 3, urgency: 3 });
    await desk.does('agent', 'edit', id, { title: 'Louder', urgency: 1, impact: 1 });
    expect(await desk.incident(id)).toMatchObject({ priority: 1 });
    await desk.does('agent', 'undo', id, { entry: await lastEdit(id) });
    expect(await desk.incident(id)).toMatchObject({ title: 'No sound', impact: 3, urgency: 3, priority: 5 });
    const actions = await desk.owner<{ action: string }>('select action from history where item = $1', [id]);
    expect(actions.map(({ action }) => action)).toContain('undo');
  });

  it('refuses what somebody changed since, what is too old, and what told people', async () => {
    const { id } = await log();
    await desk.does('agent', 'edit', id, { title: 'First' });
    const entry = await lastEdit(id);
    await desk.does('colleague', 'edit', id, { title: 'Second' });
    const moved = await refusal(desk.does('agent', 'undo', id, { entry }));
    expect(moved.code).toBe('conflict');
    expect(Object.keys(moved.fields)).toEqual(['title']);
    const old = await refusal(desk.does('agent', 'undo', id, { entry: await lastEdit(id) }, tuesday + 31 * day));
    expect(old.text.key).toBe('history.too-old');
    await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Turned it up.', cause: 'It was low.' });
    const [step] = await desk.owner<{ id: string }>(
      `select id from history where item = $1 and action = 'resolve' limit 1`,
      [id],
    );
    expect((await refusal(desk.does('agent', 'undo', id, { entry: Number(step?.id) }))).text.key).toBe('history.told');
  });
});

describe("customers' own fields", () => {
  it('are checked as built-in ones, per field, and kept when others change', async () => {
    const add = (values: Record<string, unknown>) =>
      desk.does('administrator', 'custom-field.create', null, { record: 'incident', ...values });
    await add({ key: 'floor', label: 'Floor', kind: 'integer' });
    await add({ key: 'shift', label: 'Shift', kind: 'choice', options: ['early', 'late'], mandatory: true });
    expect(Object.keys((await refusal(log())).fields)).toEqual(['custom.shift']);
    const wrong = await refusal(log({ custom: { floor: 'two', shift: 'night', wing: 'B' } }));
    expect(wrong.fields).toMatchObject({
      'custom.floor': { key: 'field.not-integer' },
      'custom.shift': { key: 'field.not-option' },
      'custom.wing': { key: 'field.unknown' },
    });
    const { id } = await log({ custom: { floor: 2, shift: 'late' } });
    await desk.does('agent', 'edit', id, { custom: { shift: 'early' } });
    expect((await desk.incident(id))['custom']).toEqual({ floor: 2, shift: 'early' });
  });

  it('refuse a key that the record has, a choice without options, a change of kind', async () => {
    const create = (values: Record<string, unknown>) =>
      refusal(desk.does('administrator', 'custom-field.create', null, { record: 'incident', label: 'X', ...values }));
    expect((await create({ key: 'title', kind: 'text' })).fields).toHaveProperty('key');
    expect((await create({ key: 'colour', kind: 'choice' })).fields).toHaveProperty('options');
    expect((await create({ key: 'x', kind: 'text', record: 'person' })).fields).toHaveProperty('record');
    const { id } = await desk.does('administrator', 'custom-field.create', null, {
      record: 'incident',
      key: 'room',
      label: 'Room',
      kind: 'text',
    });
    expect(
      (await refusal(desk.does('administrator', 'custom-field.edit', id, { kind: 'integer' }))).fields,
    ).toHaveProperty('kind');
  });
});

describe("customers' own fields that are set up anew", () => {
  const create = (values: Record<string, unknown>) =>
    desk.does('administrator', 'custom-field.create', null, { record: 'incident', label: 'X', ...values });

  it('have no key that every object has', async () => {
    expect((await refusal(create({ key: 'constructor', kind: 'text' }))).fields['key']).toMatchObject({
      key: 'custom-field.key-reserved',
    });
  });

  it('keep an option that records have, and let go of one that none has', async () => {
    const shift = { shift: 'late' };
    const field = await create({ key: 'env', kind: 'choice', options: ['Prod', 'Test'] });
    const { id } = await log({ custom: { env: 'Prod', ...shift } });
    const options = (given: string[]) => desk.does('administrator', 'custom-field.edit', field.id, { options: given });
    expect((await refusal(options(['Production', 'Test']))).fields['options']).toMatchObject({
      key: 'custom-field.option-in-use',
      params: { option: 'Prod', count: 1 },
    });
    await options(['Prod', 'Production']);
    await desk.does('agent', 'edit', id, { custom: { env: 'Production' } });
    await options(['Production']);
  });

  it('take no key that a retired field had with another kind', async () => {
    const field = await create({ key: 'cost-centre', kind: 'text' });
    await desk.does('administrator', 'custom-field.retire', field.id);
    expect((await refusal(create({ key: 'cost-centre', kind: 'decimal' }))).fields['key']).toMatchObject({
      key: 'custom-field.key-had-other-kind',
    });
    await create({ key: 'cost-centre', kind: 'text' });
    const person = await create({ key: 'keeper', kind: 'ref', to: 'person' });
    await desk.does('administrator', 'custom-field.retire', person.id);
    expect((await refusal(create({ key: 'keeper', kind: 'ref', to: 'group' }))).fields['key']).toMatchObject({
      key: 'custom-field.key-had-other-kind',
    });
  });

  it('are neither asked for nor taken once they are retired, and their values stay', async () => {
    const shift = { shift: 'late' };
    const bay = await create({ key: 'bay', kind: 'text', mandatory: true });
    const { id } = await log({ custom: { bay: '7', ...shift } });
    await desk.does('administrator', 'custom-field.retire', bay.id);
    await log({ custom: shift });
    expect((await refusal(log({ custom: { bay: '8', ...shift } }))).fields).toHaveProperty(['custom.bay']);
    await desk.does('agent', 'edit', id, { title: 'Still silent' });
    expect((await desk.incident(id))['custom']).toMatchObject({ bay: '7' });
  });

  it('are undone one by one: an edit of one does not hang on another', async () => {
    await create({ key: 'wing', kind: 'text' });
    await create({ key: 'gate', kind: 'integer' });
    const { id } = await log({ custom: { wing: 'A', gate: 1, shift: 'late' } });
    await desk.does('agent', 'edit', id, { custom: { wing: 'B' } });
    await desk.does('agent', 'edit', id, { custom: { gate: 2 } });
    const [edit] = await desk.owner<{ id: string }>(
      `select id from history where item = $1 and action = 'edit' order by id limit 1`,
      [id],
    );
    await desk.does('agent', 'undo', id, { entry: Number(edit?.id) });
    expect((await desk.incident(id))['custom']).toMatchObject({ wing: 'A', gate: 2 });
  });
});

describe('configuration', () => {
  it('changed inside a transaction is seen there at once, by others when it commits, by nobody when it fails', async () => {
    const names = async (ctx: Awaited<ReturnType<Desk['as']>>) => {
      const { configurationOf } = await import('#/record/server/configuration.ts');
      return (await (await configurationOf(ctx)).rows('category')).map((row) => row['name']);
    };
    const failing = desk.database.transaction({ kind: 'staff' }, async (tx) => {
      const ctx = { ...desk.system(), tx };
      await perform(ctx, 'category', 'create', null, { name: 'Drones' });
      expect(await names(ctx)).toContain('Drones');
      expect(await names(desk.system())).not.toContain('Drones');
      throw new Error('roll back');
    });
    await expect(failing).rejects.toThrow('roll back');
    expect(await names(desk.system())).not.toContain('Drones');
    await desk.does('administrator', 'category.create', null, { name: 'Robots' });
    expect(await names(desk.system())).toContain('Robots');
  });
});
