import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import { delegate } from './delegate.ts';
import { positionalsOf } from './parse.ts';

/** `mainstay import` */
export const importCommand: Command = {
  name: 'import',
  summary: 'Bring records in from XES, CSV, XLSX or JSONL',
  usage: [
    'import FILE --mapping NAME|FILE [--kind KIND] [--dry-run] [--report FILE]',
    'import --resume RUN',
    'import --undo RUN',
  ],
  about: 'A killed import goes on where it was with --resume; --undo takes back what a run made.',
  examples: [
    { call: 'mainstay import incidents.csv --mapping old-desk --dry-run', does: 'What would happen, row by row' },
    {
      call: 'mainstay import incidents.xes.gz --mapping ./mapping.json --json',
      does: 'Bring a log in, with its history',
    },
  ],
  options: {
    mapping: { type: 'string', value: 'NAME|FILE', about: 'A saved mapping, or a file with one' },
    kind: { type: 'string', value: 'KIND', about: 'Kind of record; the mapping says it otherwise' },
    'dry-run': { type: 'boolean', about: 'Change nothing; say what would be created, updated, left, refused' },
    report: { type: 'string', value: 'FILE', about: 'Write the outcome of every row to this file (CSV)' },
    resume: { type: 'string', value: 'RUN', about: 'Go on with a run that was cut short' },
    undo: { type: 'string', value: 'RUN', about: 'Take back a run' },
  },
  async run(ctx) {
    const { resume, undo, mapping } = ctx.values;
    if (resume === undefined && undo === undefined) {
      positionalsOf(ctx, 'FILE');
      if (mapping === undefined) throw new UsageError('--mapping is missing');
    } else {
      positionalsOf(ctx);
      if (resume !== undefined && undo !== undefined) throw new UsageError('--resume and --undo exclude each other');
    }
    return delegate(ctx, 'src/app/commands/import.ts');
  },
};
