import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import { delegate } from './delegate.ts';
import { positionalsOf } from './parse.ts';

/** `mainstay import` */
export const importCommand: Command = {
  name: 'import',
  summary: 'Bring records in from XES, CSV, XLSX or JSON',
  usage: [
    'import FILE (--mapping NAME|FILE | --suggest) [--customer NAME] [--policy by-rules|none|ID] [--switch-over INSTANT] [--dry-run]',
    'import --resume RUN',
    'import --undo RUN [--force]',
  ],
  about:
    'Ctrl-C stops between two batches, and the same command goes on where it was; so it does after a kill. --undo takes back what a run made. Exit codes: 0 everything is in, 3 some cases were refused, 130 stopped.',
  examples: [
    {
      call: 'mainstay import incidents.xes.gz --suggest --customer "Acme" --dry-run',
      does: 'What would happen, case by case',
    },
    {
      call: 'mainstay import incidents.csv --mapping old-desk --report outcome.csv',
      does: 'Bring cases in with a saved mapping',
    },
    {
      call: 'mainstay import export.csv --suggest --customer "Acme" --encoding cp852 --dates "M/d/yyyy H:mm" --dry-run',
      does: 'Says how a file is written where that cannot be told from it',
    },
    { call: 'mainstay import incidents.xes.gz --mapping ./mapping.json --json', does: 'The same for programs' },
  ],
  options: {
    kind: { type: 'string', value: 'KIND', about: 'Kind of record (incident)' },
    mapping: { type: 'string', value: 'NAME|FILE', about: 'A saved mapping, or a file with one (JSON)' },
    suggest: { type: 'boolean', about: 'Use the mapping that the columns suggest' },
    'print-mapping': { type: 'boolean', about: 'Print the mapping (JSON) to edit it, and do nothing else' },
    customer: {
      type: 'string',
      value: 'NAME',
      about: 'Organisation that the cases belong to; made where there is none',
    },
    encoding: { type: 'string', value: 'NAME', about: 'How letters are written: utf-8, windows-1250, cp852 …' },
    delimiter: { type: 'string', value: 'CHARACTER', about: 'What parts the columns of a CSV file' },
    sheet: { type: 'string', value: 'NAME', about: 'The sheet of a workbook (the first otherwise)' },
    header: { type: 'string', value: 'LINE', about: 'Line with the names of the columns' },
    dates: {
      type: 'string',
      value: 'FORM',
      about: 'How dates are written: "M/d/yyyy h:mm a", "unix seconds" …; several with | between',
    },
    zone: { type: 'string', value: 'ZONE', about: 'Time zone of times without an offset (the desk’s own otherwise)' },
    policy: {
      type: 'string',
      value: 'POLICY',
      about: 'Promise for the clocks: by-rules, none, or a policy by id or name',
    },
    'switch-over': {
      type: 'string',
      value: 'INSTANT',
      about: 'Live rules hold for open cases from here on (ISO 8601; now otherwise)',
    },
    'dry-run': { type: 'boolean', about: 'Change nothing; say what would be created, updated, left, refused' },
    report: { type: 'string', value: 'FILE', about: 'Write the outcome of every case to this file (CSV)' },
    resume: { type: 'string', value: 'RUN', about: 'Go on with a run that was cut short' },
    undo: { type: 'string', value: 'RUN', about: 'Take back a run' },
    force: { type: 'boolean', about: 'With --undo: even where somebody has worked on the records since' },
  },
  async run(ctx) {
    const { resume, undo, mapping, suggest } = ctx.values;
    if (resume === undefined && undo === undefined) {
      positionalsOf(ctx, 'FILE');
      if (mapping === undefined && suggest !== true) throw new UsageError('--mapping or --suggest is missing');
      if (mapping !== undefined && suggest === true) throw new UsageError('--mapping and --suggest exclude each other');
    } else {
      positionalsOf(ctx);
      if (resume !== undefined && undo !== undefined) throw new UsageError('--resume and --undo exclude each other');
    }
    return delegate(ctx, 'src/app/commands/import.ts');
  },
};
