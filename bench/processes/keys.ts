import { buildKit } from '#/app/kit.ts';
import { readConfig } from '#/platform/config/config.ts';
import { newId } from '#/platform/ids.ts';
import { createKey, setPassword, withAccess } from '#/processes/foundation/server/api.ts';
import { makeAccount } from '#/processes/foundation/server/account/password.ts';
import { perform } from '#/record/server/commit/perform.ts';

// A fresh API key of each caller, and the agent's password for the browser. One agent more gets a group that serves
// every customer by name.
const [databaseUrl = '', secret = '', , given = '', password = ''] = process.argv.slice(2);
const ground = JSON.parse(given) as {
  agent: string;
  contact: string;
  agents: string[];
  organisations: { id: string }[];
};
const runtime = { config: readConfig({}), databaseUrl, secret: Buffer.from(secret, 'hex') };

const keys = await withAccess(runtime, { kit: buildKit(), warn: () => {} }, async (access, ctx) => {
  const everybodys = ground.agents.at(-1) as string;
  const serves = ground.organisations.map(({ id }) => id);
  await perform(ctx, 'group', 'create', null, { name: 'Everybody', tier: 1, serves, members: [everybodys] });
  await ctx.db.transaction({ kind: 'staff' }, (tx) => makeAccount(tx, ctx, everybodys));
  const expiresAt = new Date(ctx.now + 86_400_000).toISOString();
  const key = async (person: string) =>
    (await createKey(access, ctx, { person, name: `bench ${newId()}`, expiresAt })).token;
  await setPassword(access, ctx, ground.agent, password);
  return { agent: await key(ground.agent), 'agent-40': await key(everybodys), contact: await key(ground.contact) };
});
process.send?.({ keys }, () => process.disconnect());
