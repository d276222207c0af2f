import { dutiesOf } from '#/capabilities/duties/server/duties-of.ts';
import { Failure } from '#/platform/process/failure.ts';
import {
  addPerson,
  findPerson,
  invite,
  issuePasswordReset,
  listAccounts,
  setAccountDisabled,
  setPassword,
} from '#/processes/foundation/server/api.ts';
import type { Access, OneTimeLink } from '#/processes/foundation/server/api.ts';
import type { Context } from '#/record/server/context.ts';
import { UsageError } from '#/app/cli/command.ts';
import type { DelegatedArguments } from '#/app/cli/delegate.ts';
import { textOf } from '#/app/cli/parse.ts';
import type { Runtime } from '#/app/cli/runtime.ts';
import { asCommand, readPassword, requiredText } from './setup.ts';

type Action = (access: Access, ctx: Context, args: DelegatedArguments) => Promise<void>;

const actions: Readonly<Record<string, Action>> = {
  async add(access, ctx, args) {
    const file = textOf(args, 'password-file');
    const password = file === undefined ? null : await readPassword(file);
    const email = requiredText(args, 'email');
    const person = await addPerson(access, ctx, {
      email,
      name: requiredText(args, 'name'),
      roles: listOf(args, 'role'),
      organisation: textOf(args, 'organisation'),
      timeZone: textOf(args, 'time-zone'),
      password,
    });
    if (password === null) return showLink(args, email, person, await invite(access, ctx, person));
    show(args, { person, email }, `${email} can sign in.`);
  },

  async list(access, ctx, args) {
    const accounts = await listAccounts(access, ctx);
    if (args.json) return args.out(JSON.stringify(accounts));
    for (const { email, name, roles, disabled, active, hasPassword, lastSeenAt } of accounts) {
      const state = disabled ? 'disabled' : !active ? 'retired' : hasPassword ? 'active' : 'invited';
      args.out([email ?? '-', name, state, roles.join(', ') || '-', lastSeenAt ?? '-'].join('\t'));
    }
  },

  disable: (access, ctx, args) => setDisabled(access, ctx, args, true),
  enable: (access, ctx, args) => setDisabled(access, ctx, args, false),

  async invite(access, ctx, args) {
    const { email, person } = await namedPerson(access, args);
    showLink(args, email, person, await invite(access, ctx, person));
  },

  async reset(access, ctx, args) {
    const { email, person } = await namedPerson(access, args);
    const file = textOf(args, 'password-file');
    if (file === undefined) return showLink(args, email, person, await issuePasswordReset(access, ctx, person));
    await setPassword(access, ctx, person, await readPassword(file));
    show(args, { person, email }, `${email} has a new password; their sessions ended.`);
  },
};

/** `mainstay user` */
export async function run(runtime: Runtime, args: DelegatedArguments): Promise<void> {
  const [word = '', ...rest] = args.positionals;
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
  if (!action) throw new UsageError(`say what to do: ${Object.keys(actions).join(', ')}`);
  if (rest.length > 0) throw new UsageError(`"${rest[0]}" is one argument too many`);
  await asCommand(runtime, args, (access, ctx) => action(access, ctx, args));
}

async function setDisabled(access: Access, ctx: Context, args: DelegatedArguments, disabled: boolean): Promise<void> {
  const { email, person } = await namedPerson(access, args);
  await setAccountDisabled(access, ctx, person, disabled);
  if (!disabled) return show(args, { person, email, disabled }, `${email} can sign in again.`);
  const { total } = await dutiesOf(ctx, { kind: 'person', id: person });
  const left = total === 0 ? '' : ` They still have ${total} things to do; an administrator can give them away.`;
  show(args, { person, email, disabled, duties: total }, `${email} cannot sign in any more.${left}`);
}

async function namedPerson(access: Access, args: DelegatedArguments): Promise<{ email: string; person: string }> {
  const email = requiredText(args, 'email');
  const person = await findPerson(access, email);
  if (person === null) throw new Failure(`Nobody here has the address ${email}.`);
  return { email, person };
}

/** The values of an option that may be repeated. */
export function listOf(args: DelegatedArguments, name: string): string[] {
  const value = args.values[name];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

function show(args: DelegatedArguments, facts: Record<string, unknown>, sentence: string): void {
  if (args.json) args.out(JSON.stringify(facts));
  else args.say(sentence);
}

/** The link alone is data; that it is a secret is said beside it. */
function showLink(args: DelegatedArguments, email: string, person: string, link: OneTimeLink): void {
  if (args.json) return args.out(JSON.stringify({ person, email, ...link }));
  args.say(`Give this link to ${email} alone. It is good once, until ${link.expiresAt}:`);
  args.out(link.url);
}
