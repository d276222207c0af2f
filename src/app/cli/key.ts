import type { Command } from './command.ts';
import { checkAction, checkGiven, delegate } from './delegate.ts';

/** `mainstay key` */
export const key: Command = {
  name: 'key',
  summary: 'Make, list and revoke API keys',
  usage: [
    'key create --user ADDRESS --name NAME [--scope SCOPE]… [--expires DATE]',
    'key list [--user ADDRESS]',
    'key revoke --user ADDRESS --name NAME',
  ],
  about: 'create prints the key, once: only its hash is kept. A key can do what its person can, within its scopes.',
  examples: [
    { call: 'mainstay key create --user eva@acme.example --name monitoring', does: 'A key for the monitoring' },
    {
      call: 'KEY=$(mainstay key create --user eva@acme.example --name ci)',
      does: 'Only the key is on standard output',
    },
  ],
  options: {
    user: { type: 'string', value: 'ADDRESS', about: 'The person whose key it is' },
    name: { type: 'string', value: 'NAME', about: 'What the key is for' },
    scope: { type: 'string', value: 'SCOPE', multiple: true, about: 'Limit the key; may be repeated' },
    expires: { type: 'string', value: 'DATE', about: 'Last day on which it works, YYYY-MM-DD' },
  },
  async run(ctx) {
    checkAction(ctx, ['create', 'list', 'revoke']);
    if (ctx.positionals[0] !== 'list') checkGiven(ctx, 'user', 'name');
    return delegate(ctx, 'src/app/commands/key.ts');
  },
};
