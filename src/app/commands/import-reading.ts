import { deskZone } from '#/capabilities/clocks/server/desk-zone.ts';
import { readingOf } from '#/platform/tabular/stated-reading.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { errorMessage, Failure } from '#/platform/process/failure.ts';
import { encodings, isEncoding } from '#/platform/tabular/encoding.ts';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import type { Sniff } from '#/platform/tabular/sniff.ts';
import type { Context } from '#/record/server/context.ts';
import { UsageError } from '#/app/cli/command.ts';
import type { DelegatedArguments } from '#/app/cli/delegate.ts';
import { textOf } from '#/app/cli/parse.ts';

type Stated = NonNullable<Mapping['source']>;

/** What the command line says of how the file is written. @throws UsageError */
export function statedReading(args: DelegatedArguments): Stated {
  const [encoding, delimiter, sheet, header, dates, zone] = (
    ['encoding', 'delimiter', 'sheet', 'header', 'dates', 'zone'] as const
  ).map((name) => textOf(args, name));
  if (encoding !== undefined && !isEncoding(encoding.toLowerCase()))
    throw new UsageError(`--encoding is one of ${encodings.join(', ')}`);
  if (header !== undefined && !/^[1-9]\d{0,2}$/.test(header)) throw new UsageError('--header is the number of a line');
  return {
    ...(encoding === undefined ? {} : { encoding: encoding.toLowerCase() }),
    ...(delimiter === undefined ? {} : { delimiter: delimiter === String.raw`\t` ? '\t' : delimiter }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(header === undefined ? {} : { header: Number(header) }),
    ...(dates === undefined ? {} : { dates: dates.split('|').map((form) => form.trim()) }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** Looks at a file as it is stated to be written. What is not stated and cannot be told for sure is asked for. */
export async function lookAtFile(file: string, stated: Stated, args: DelegatedArguments): Promise<Sniff> {
  const options = { ...readingOf(stated), findsHeader: true, whole: true };
  const sniff = await sniffSource(file, options).catch((error: unknown) => {
    throw new Failure(`${file} cannot be read: ${errorMessage(error)}`, undefined, { cause: error });
  });
  const { encoding, sure, candidates } = sniff.reading;
  if (encoding === null || stated.encoding !== undefined) return sniff;
  const told = candidates.map((one) => `${one.encoding}: ${one.words.join(', ')}`);
  if (!sure) {
    const lines = [
      'How the letters of the file are written cannot be told for sure:',
      ...told.map((line) => `  ${line}`),
    ];
    throw new Failure(lines.join('\n'), 'Say which it is: --encoding NAME');
  }
  if (encoding !== 'utf-8') args.say(`Read as ${told[0] ?? encoding}`);
  return sniff;
}

/** The zone that a suggested mapping takes times without an offset to be in. */
export const suggestedZone = async (ctx: Context, stated: Stated): Promise<string> =>
  stated.zone ?? (await deskZone(ctx));
