import type { Command, CommandContext } from './command.ts';
import { positionalsOf } from './parse.ts';
import { loadPart } from './part.ts';

/** `mainstay bench` */
export const bench: Command = {
  name: 'bench',
  summary: 'Measure the speed of everything that has a figure to keep',
  usage: [
    'bench [--size N]… [--callers N]… [--op NAME]… [--out FILE]',
    'bench --against REVISION [--rounds N] [--warm SECONDS] [--pause SECONDS] [--anyway]',
  ],
  about:
    'Starts a database server of its own, apart from yours, and keeps its data for the next run. CPU per ' +
    'operation counts all processes. With --against it measures this build and another in turns, and says how they ' +
    'compare. Figures are only kept where nothing else uses the machine. Linux only.',
  examples: [
    { call: 'mainstay bench --size 10000', does: 'A first look, some minutes' },
    { call: 'mainstay bench --op list --op read --size 1000000', does: 'Two operations at a million records' },
    {
      call: 'mainstay bench --against HEAD~1 --size 100000 --op read --anyway',
      does: 'Whether a change made reading cheaper',
    },
    {
      call: 'mainstay bench --op agent:create --profile ./profile',
      does: 'With a processor profile of the web server',
    },
  ],
  options: {
    size: {
      type: 'string',
      value: 'N',
      multiple: true,
      about: 'Number of records; 10000, 100000 and 1000000 otherwise',
    },
    callers: { type: 'string', value: 'N', multiple: true, about: 'Callers at the same time; may be repeated' },
    op: { type: 'string', value: 'NAME', multiple: true, about: 'Only this operation, or agent:NAME; may be repeated' },
    seconds: { type: 'string', value: 'N', about: 'How long each operation is measured; 4 otherwise' },
    profile: { type: 'string', value: 'FOLDER', about: 'Write a processor profile of the web server there' },
    data: {
      type: 'string',
      value: 'FOLDER',
      about: 'Where that server keeps its data; .cache/bench otherwise',
    },
    against: { type: 'string', value: 'REVISION', about: 'Compare with this revision instead' },
    rounds: { type: 'string', value: 'N', about: 'Turns of each build; 12 otherwise' },
    warm: { type: 'string', value: 'SECONDS', about: 'Longest warming up of an operation; 15 otherwise' },
    pause: { type: 'string', value: 'SECONDS', about: 'Silence before a first read; 40 otherwise' },
    anyway: { type: 'boolean', about: 'For trying on a busy machine: figures are printed and kept nowhere' },
    out: { type: 'string', value: 'FILE', about: 'Where to write the results; bench/results otherwise' },
  },
  async run(ctx) {
    positionalsOf(ctx);
    const { bench: measure, optionsOf } = await loadPart<Bench>('bench/run.ts');
    await measure(optionsOf(ctx));
  },
};

interface Bench {
  optionsOf: (given: Pick<CommandContext, 'values'>) => object;
  bench: (options: object) => Promise<void>;
}
