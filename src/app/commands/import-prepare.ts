import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readInstant } from '#/base/instant.ts';
import { keepingOf } from '#/capabilities/attachments/server/keeping.ts';
import { listMappings } from '#/capabilities/mapping/server/mappings.ts';
import { createRun, findUnfinished } from '#/capabilities/imports/server/run-row.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import { faultsOf, targetOf } from '#/capabilities/imports/server/start-run.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import type { ToldMappingProblem } from '#/capabilities/mapping/shared/answers.ts';
import { errorMessage, Failure } from '#/platform/process/failure.ts';
import type { Sniff } from '#/platform/tabular/sniff.ts';
import type { Context } from '#/record/server/context.ts';
import { UsageError } from '#/app/cli/command.ts';
import type { DelegatedArguments } from '#/app/cli/delegate.ts';
import { textOf } from '#/app/cli/parse.ts';
import { importTargets } from '#/app/processes.server.ts';
import { lookAtFile, statedReading, suggestedZone } from './import-reading.ts';

/** What a call of `mainstay import` asks for, checked: nothing has been written yet. */
export interface PreparedImport {
  mapping: Mapping;
  /** Keeps the file and writes the run down, or finds the one that the same call began. */
  start(): Promise<Run>;
}

/** @throws UsageError, Failure */
export async function prepareImport(ctx: Context, args: DelegatedArguments): Promise<PreparedImport> {
  const file = args.positionals[0] ?? '';
  const target = targetOf(importTargets, textOf(args, 'kind') ?? 'incident');
  const switchOver = instantOf(textOf(args, 'switch-over'));
  const stated = statedReading(args);
  const saved = await savedMapping(ctx, args, target);
  const sniff = await lookAtFile(file, { ...saved?.source, ...stated }, args);
  const mapping = await policyInto(ctx, args, target, await mappingOf(ctx, args, target, sniff, saved, stated));
  const faults = await faultsOf(ctx, target, mapping, sniff);
  if (args.values['print-mapping'] === true) {
    // Whoever prints it means to put it right.
    for (const { path: at, text } of faults) args.say(`${at}: ${text}`);
  } else if (faults.length > 0)
    throw new Failure(
      ['The mapping cannot be used:', ...faults.map(({ path: at, text }) => `  ${at}: ${text}`)].join('\n'),
      mendOf(faults),
    );
  return {
    mapping,
    async start() {
      const kept = await keepingOf(ctx.db).store.keep(createReadStream(file), Number.MAX_SAFE_INTEGER);
      const dry = args.values['dry-run'] === true;
      const begun = dry ? null : await findUnfinished(ctx, { kind: target.kind, source: kept.sha256, mapping });
      return (
        begun ??
        createRun(ctx, {
          kind: target.kind,
          name: path.basename(file),
          mapping,
          source: kept.sha256,
          sourceName: path.basename(file),
          dry,
          switchOver: switchOver ?? ctx.now,
          expected: sniff.estimatedCases ?? sniff.estimatedRows,
        })
      );
    },
  };
}

/** What to say on the command line, where that mends a fault. */
function mendOf(faults: readonly ToldMappingProblem[]): string | undefined {
  if (faults.some(({ path: at }) => at === 'fields.customer')) return 'Say whose cases they are: --customer NAME';
  const date = faults.find(({ code }) => code === 'date-order' || code === 'date-unknown');
  if (date) return `Say how dates are written: --dates "${String(date.params['forms'] ?? 'd/M/yyyy H:mm')}"`;
  if (faults.some(({ path: at }) => at.startsWith('state')))
    return 'Write the mapping to a file with --print-mapping, say there which states there are, and use it with --mapping FILE';
  return undefined;
}

/** The mapping that is named, as it was saved. */
async function savedMapping(ctx: Context, args: DelegatedArguments, target: ImportTarget): Promise<Mapping | null> {
  const wanted = textOf(args, 'mapping');
  return wanted === undefined ? null : read(ctx, target.kind, wanted);
}

async function mappingOf(
  ctx: Context,
  args: DelegatedArguments,
  target: ImportTarget,
  sniff: Sniff,
  saved: Mapping | null,
  stated: NonNullable<Mapping['source']>,
): Promise<Mapping> {
  const customer = textOf(args, 'customer');
  const zone = await suggestedZone(ctx, { ...saved?.source, ...stated });
  const offered = target.suggest(sniff, { customer, zone }).mapping;
  if (saved === null) return { ...offered, source: { ...offered.source, ...stated } };
  // What the command line says goes before what was saved.
  const mapping = Object.keys(stated).length > 0 ? { ...saved, source: { ...saved.source, ...stated } } : saved;
  if (customer === undefined) return mapping;
  const { fields } = offered;
  return { ...mapping, fields: { ...mapping.fields, ...(fields['customer'] ? { customer: fields['customer'] } : {}) } };
}

/** A saved mapping by its name, or the one in a file. */
async function read(ctx: Context, kind: string, wanted: string): Promise<Mapping> {
  const saved = (await listMappings(ctx, kind)).find(({ name }) => name === wanted);
  if (saved) return saved.mapping;
  if (!existsSync(wanted)) throw new Failure(`There is neither a saved mapping nor a file called ${wanted}.`);
  try {
    return JSON.parse(await readFile(wanted, 'utf8')) as Mapping;
  } catch (error) {
    throw new Failure(`${wanted} is no mapping: ${errorMessage(error)}`, undefined, { cause: error });
  }
}

async function policyInto(
  ctx: Context,
  args: DelegatedArguments,
  target: ImportTarget,
  mapping: Mapping,
): Promise<Mapping> {
  const wanted = textOf(args, 'policy');
  if (wanted === undefined) return mapping;
  const named = (await target.policies(ctx)).find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return { ...mapping, clocks: named?.id ?? wanted };
}

function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = readInstant(text);
  if (at === null) throw new UsageError('--switch-over is an instant, such as 2027-01-31T18:00:00+01:00');
  return at;
}
