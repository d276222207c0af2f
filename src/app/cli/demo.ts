import type { Command } from './command.ts';
import { checkAction, delegate } from './delegate.ts';

/** `mainstay demo` */
export const demo: Command = {
  name: 'demo',
  summary: 'Load or remove demonstration data',
  usage: ['demo load', 'demo remove'],
  about: 'A made-up organisation with a year of work, dated up to today. Its people have no passwords.',
  examples: [
    { call: 'mainstay demo load', does: 'Look around with something to see' },
    { call: 'mainstay demo remove', does: 'Take all of it out again' },
  ],
  options: {},
  async run(ctx) {
    checkAction(ctx, ['load', 'remove']);
    return delegate(ctx, 'src/app/commands/demo.ts');
  },
};
