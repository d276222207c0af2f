import { setAccountDisabled } from '#/processes/foundation/server/api.ts';
import type { Desk, Who } from './desk.ts';

/** Gives somebody of the desk an account, and disables it. */
export async function shut(desk: Desk, who: Who): Promise<void> {
  await desk.owner('insert into account (person) values ($1) on conflict do nothing', [desk.ids[who]]);
  await setAccountDisabled({ database: desk.database }, desk.system(), desk.ids[who], true);
}
