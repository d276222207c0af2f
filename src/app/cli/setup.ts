import type { Command } from './command.ts';
import { checkGiven, delegate } from './delegate.ts';
import { positionalsOf } from './parse.ts';

/** `mainstay setup` */
export const setup: Command = {
  name: 'setup',
  summary: 'Do the first set-up without a browser',
  usage: ['setup --organisation NAME --email ADDRESS --password-file FILE [options]'],
  about: 'Makes the provider organisation and its first administrator. It works once; afterwards it is refused.',
  examples: [
    {
      call: 'mainstay setup --organisation "Acme IT" --email jana@acme.example --password-file ./password',
      does: 'Set up from a script',
    },
    {
      call: 'pass show mainstay | mainstay setup --organisation "Acme IT" --email jana@acme.example --password-file -',
      does: 'The password from another program',
    },
  ],
  options: {
    organisation: { type: 'string', value: 'NAME', about: 'The organisation that provides the services' },
    email: { type: 'string', value: 'ADDRESS', about: "The first administrator's mail address, to sign in with" },
    name: { type: 'string', value: 'NAME', about: "The administrator's name; the address's first part otherwise" },
    'password-file': {
      type: 'string',
      value: 'FILE',
      about: 'File with the password in its first line; - for standard input',
    },
    language: { type: 'string', value: 'LANGUAGE', about: 'en or sk; en otherwise' },
    country: {
      type: 'string',
      value: 'CC',
      about: 'Whose public holidays count, such as SK; by the language otherwise',
    },
    'time-zone': { type: 'string', value: 'ZONE', about: "Such as Europe/Bratislava; this machine's otherwise" },
  },
  async run(ctx) {
    positionalsOf(ctx);
    checkGiven(ctx, 'organisation', 'email', 'password-file');
    return delegate(ctx, 'src/app/commands/setup.ts');
  },
};
