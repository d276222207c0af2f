import type { Command } from './command.ts';
import { delegate } from './delegate.ts';
import { positionalsOf } from './parse.ts';

/** `mainstay bench` */
export const bench: Command = {
  name: 'bench',
  summary: 'Measure the speed of everything that has a figure to keep',
  usage: ['bench [--size N]… [--callers N]… [--op NAME]… [--out FILE]'],
  about: 'Makes databases of its own beside yours and removes them. CPU per operation counts all processes.',
  examples: [
    { call: 'mainstay bench --size 10000', does: 'A first look, some minutes' },
    { call: 'mainstay bench --op list --op read --size 1000000', does: 'Two operations at a million records' },
  ],
  options: {
    size: { type: 'string', value: 'N', multiple: true, about: 'Number of records; may be repeated' },
    callers: { type: 'string', value: 'N', multiple: true, about: 'Callers at the same time; may be repeated' },
    op: { type: 'string', value: 'NAME', multiple: true, about: 'Only this operation; may be repeated' },
    out: { type: 'string', value: 'FILE', about: 'Where to write the results; bench/results otherwise' },
  },
  async run(ctx) {
    positionalsOf(ctx);
    return delegate(ctx, 'bench/run.ts');
  },
};
