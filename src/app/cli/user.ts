import type { Command } from './command.ts';
import { checkAction, checkGiven, delegate } from './delegate.ts';

/** `mainstay user` */
export const user: Command = {
  name: 'user',
  summary: 'Add, list, disable and enable people who sign in',
  usage: [
    'user add --email ADDRESS --name NAME [--role ROLE]… [--organisation NAME] [--time-zone ZONE] [--password-file FILE]',
    'user list',
    'user disable --email ADDRESS',
    'user enable --email ADDRESS',
    'user invite --email ADDRESS',
    'user reset --email ADDRESS [--password-file FILE]',
  ],
  about:
    'Without --password-file, add and reset print a link, good once, under which the person chooses a password; ' +
    'invite prints a new one for who has not used theirs.',
  examples: [
    { call: 'mainstay user add --email eva@acme.example --name "Eva Malá" --role agent', does: 'Invite an agent' },
    { call: 'mainstay user reset --email eva@acme.example', does: 'A link to choose a new password' },
    { call: 'mainstay user list --json', does: 'Everybody, for a program' },
  ],
  options: {
    email: { type: 'string', value: 'ADDRESS', about: 'Mail address' },
    name: { type: 'string', value: 'NAME', about: 'Full name' },
    role: { type: 'string', value: 'ROLE', multiple: true, about: 'Role to give; may be repeated' },
    organisation: { type: 'string', value: 'NAME', about: 'Where the person belongs; the provider otherwise' },
    'time-zone': {
      type: 'string',
      value: 'ZONE',
      about: "Such as Europe/Bratislava; that of the person's organisation or of the desk otherwise",
    },
    'password-file': {
      type: 'string',
      value: 'FILE',
      about: 'File with the password in its first line; - for standard input',
    },
  },
  async run(ctx) {
    checkAction(ctx, ['add', 'list', 'disable', 'enable', 'invite', 'reset']);
    if (ctx.positionals[0] !== 'list') checkGiven(ctx, 'email');
    if (ctx.positionals[0] === 'add') checkGiven(ctx, 'name');
    return delegate(ctx, 'src/app/commands/user.ts');
  },
};
