import { readInstant } from '#/base/instant.ts';
import { Failure } from '#/platform/process/failure.ts';
import { createKey, findPerson, listKeys, revokeKey } from '#/processes/foundation/server/api.ts';
import type { Access } from '#/processes/foundation/server/api.ts';
import type { Context } from '#/record/server/context.ts';
import { UsageError } from '#/app/cli/command.ts';
import type { DelegatedArguments } from '#/app/cli/delegate.ts';
import { textOf } from '#/app/cli/parse.ts';
import type { Runtime } from '#/app/cli/runtime.ts';
import { asCommand, requiredText } from './setup.ts';
import { listOf } from './user.ts';

type Action = (access: Access, ctx: Context, args: DelegatedArguments) => Promise<void>;

const actions: Readonly<Record<string, Action>> = {
  async create(access, ctx, args) {
    const person = await personOf(access, requiredText(args, 'user'));
    const scopes = listOf(args, 'scope');
    const expires = textOf(args, 'expires');
    const key = await createKey(access, ctx, {
      person,
      name: requiredText(args, 'name'),
      ...(scopes.length > 0 ? { scopes } : {}),
      ...(expires === undefined ? {} : { expiresAt: endOf(expires) }),
    });
    if (args.json) return args.out(JSON.stringify(key));
    args.say('The key is shown this once; only its hash is kept.');
    args.out(key.token);
  },

  async list(access, ctx, args) {
    const email = textOf(args, 'user');
    const person = email === undefined ? undefined : await personOf(access, email);
    const keys = await listKeys(access, ctx, person);
    if (args.json) return args.out(JSON.stringify(keys));
    for (const { prefix, name, scopes, expiresAt, revokedAt, usedAt } of keys) {
      const state =
        revokedAt !== null ? 'revoked' : expiresAt !== null && Date.parse(expiresAt) <= ctx.now ? 'expired' : 'active';
      args.out([prefix, name, state, scopes.join(' '), expiresAt ?? '-', usedAt ?? '-'].join('\t'));
    }
  },

  async revoke(access, ctx, args) {
    const name = requiredText(args, 'name');
    const keys = await listKeys(access, ctx, await personOf(access, requiredText(args, 'user')));
    const key = keys.find((one) => one.name === name && one.revokedAt === null);
    if (!key) throw new Failure(`There is no such key in use: ${name}.`, 'See mainstay key list.');
    await revokeKey(access, ctx, key.id);
    if (args.json) args.out(JSON.stringify({ id: key.id, prefix: key.prefix }));
    else args.say(`${key.prefix}… (${name}) does not work any more.`);
  },
};

/** `mainstay key` */
export async function run(runtime: Runtime, args: DelegatedArguments): Promise<void> {
  const [word = '', ...rest] = args.positionals;
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
  if (!action) throw new UsageError(`say what to do: ${Object.keys(actions).join(', ')}`);
  if (rest.length > 0) throw new UsageError(`"${rest[0]}" is one argument too many`);
  await asCommand(runtime, args, (access, ctx) => action(access, ctx, args));
}

async function personOf(access: Access, email: string): Promise<string> {
  const person = await findPerson(access, email);
  if (person === null) throw new Failure(`Nobody here has the address ${email}.`);
  return person;
}

/** The last moment of a day, in UTC. @throws UsageError */
function endOf(day: string): string {
  const at = readInstant(`${day}T23:59:59.999Z`);
  if (at === null) throw new UsageError('--expires is a day, such as 2027-01-31');
  return new Date(at).toISOString();
}
