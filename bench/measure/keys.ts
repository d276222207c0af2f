import type { Place } from '../data/place.ts';
import type { Ground } from '../data/people.ts';
import { buildKit } from '#/app/kit.ts';
import { readConfig } from '#/platform/config/config.ts';
import { newId } from '#/platform/ids.ts';
import { createKey, setPassword, withAccess } from '#/processes/foundation/server/api.ts';

/** The agent's password, for the browser. */
export const password = 'a bench of oak, twelve feet long';

/** A fresh API key of each caller. */
export async function makeKeys(
  databaseUrl: string,
  { secret }: Place,
  ground: Ground,
): Promise<{ agent: string; contact: string }> {
  const runtime = { config: readConfig({}), databaseUrl, secret };
  return withAccess(runtime, { kit: buildKit(), warn: () => {} }, async (access, ctx) => {
    const key = async (person: string) =>
      (await createKey(access, ctx, { person, name: `bench ${newId()}`, expiresAt: tomorrow(ctx.now) })).token;
    await setPassword(access, ctx, ground.agent, password);
    return { agent: await key(ground.agent), contact: await key(ground.contact) };
  });
}

const tomorrow = (now: number) => new Date(now + 86_400_000).toISOString();
