import { Refusal, notFound } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import type { Texts } from '#/platform/text/texts.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { getRecord, loadRow } from '#/record/server/read/get.ts';
import { root } from '../mount.ts';
import type { Match } from '../read-request.ts';
import type { Answer, Call } from '../route.ts';
import { insideWall } from '../wall.ts';
import { change, entityTag, idOf } from './answer.ts';
import { stepsOf, typeOf } from './type-of.ts';

/** The three derived routes that change records. `texts` says warnings in the caller's language. */
export function changes(texts: Texts) {
  const sayFor = (ctx: Context) => (text: Message) => texts.textOf(ctx.actor.language, text);

  /** `POST /{plural}` */
  async function create({ ctx, params, body }: Call): Promise<Answer> {
    const type = await typeOf(ctx, params['plural'], ctx.face);
    const input = body as Row;
    const { id, ...answer } = await change(ctx, type, { action: 'create', id: null, input }, sayFor(ctx));
    const face = ctx.face === 'portal' ? '/portal' : '';
    const location = `${root}${face}/${type.definition.plural}/${id}`;
    return { ...answer, status: 201, headers: { ...answer.headers, location } };
  }

  /** `PATCH /{plural}/{idOrNumber}`: always on a version, so that nobody overwrites what they have not seen. */
  async function edit({ ctx, params, body, match }: Call): Promise<Answer> {
    const type = await typeOf(ctx, params['plural'], ctx.face);
    if (match === null) {
      // Who may not see the record does not learn from the refusal that there is one.
      await getRecord(ctx, type, await idOf(ctx, type, params['id'] ?? ''));
      throw new Refusal('version-required', 'refusal.version-required');
    }
    return act(ctx, type, params['id'] ?? '', 'edit', body, match);
  }

  /** `POST /{plural}/{idOrNumber}/{step}` */
  async function step({ ctx, params, body, match }: Call): Promise<Answer> {
    const type = await typeOf(ctx, params['plural'], ctx.face);
    const name = params['step'] ?? '';
    // Hidden steps are not offered; those that nobody takes by name are not there at all.
    if (!stepsOf(type).some(([known]) => known === name)) throw notFound();
    return act(ctx, type, params['id'] ?? '', name, body, match);
  }

  async function act(
    ctx: Context,
    type: RecordType,
    idOrNumber: string,
    action: string,
    body: unknown,
    match: Match,
  ): Promise<Answer> {
    const id = await idOf(ctx, type, idOrNumber);
    if (id !== idOrNumber) await insideWall(ctx, id);
    try {
      const version = await versionOf(ctx, type, id, match);
      const { id: _, ...answer } = await change(ctx, type, { action, id, input: body as Row, version }, sayFor(ctx));
      return answer;
    } catch (error) {
      throw error instanceof Refusal && error.code === 'stale' ? await withCurrent(ctx, type, id, error) : error;
    }
  }

  return { create, edit, step };
}

/** A stale refusal with the record as it is now, so that a person can see both values and lose none. */
async function withCurrent(ctx: Context, type: RecordType, id: string, error: Refusal): Promise<Refusal> {
  const current = await getRecord(ctx, type, id);
  return new Refusal('stale', error.text, error.fields, {
    ...('version' in current ? { version: current['version'] } : {}),
    current,
    etag: entityTag(ctx, type, current),
  });
}

/**
 * The version that an entity tag names, or null where none is asked for. A tag of the portal names what the portal
 * showed: the record is locked, and what it shows now is compared. Refuses with `stale`, and with `bad-request` what
 * is no tag.
 */
async function versionOf(ctx: Context, type: RecordType, id: string, match: Match): Promise<number | null> {
  if (match === null || match === '*') return null;
  const [first, ...others] = match;
  if (ctx.face === 'workspace' && first !== undefined && others.length === 0) {
    if (!/^"\d{1,9}"$/.test(first)) throw new Refusal('bad-request', 'refusal.bad-version');
    return Number(first.slice(1, -1));
  }
  const row = await loadRow(ctx, type, id, { lock: true });
  if (!row) throw notFound();
  if (!match.includes(entityTag(ctx, type, row))) throw new Refusal('stale', 'refusal.stale');
  return row['version'] as number;
}
