import { createInterface } from 'node:readline';
import { createReadStream } from 'node:fs';
import { newId } from '#/platform/ids.ts';
import { languages } from '#/processes/foundation/shared/person.ts';
import { Refusal } from '#/base/refusal.ts';
import { isZone } from '#/base/time.ts';
import { migrate } from '#/platform/database/migrate.ts';
import { Failure, errorMessage } from '#/platform/process/failure.ts';
import { loadTexts } from '#/platform/text/load.ts';
import type { Access } from '#/processes/foundation/server/api.ts';
import { setUpUnattended, withAccess } from '#/processes/foundation/server/api.ts';
import type { Context } from '#/record/server/context.ts';
import { UsageError } from '#/app/cli/command.ts';
import type { DelegatedArguments } from '#/app/cli/delegate.ts';
import { textOf } from '#/app/cli/parse.ts';
import type { Runtime } from '#/app/cli/runtime.ts';
import { buildKit } from '#/app/kit.ts';
import { seedBaseline } from '#/app/seed.ts';

/** `mainstay setup`: what the set-up link asks a person, without one. It migrates first, so that nothing comes before it. */
export async function run(runtime: Runtime, args: DelegatedArguments): Promise<void> {
  const email = requiredText(args, 'email');
  const language = languages.find((one) => one === (textOf(args, 'language') ?? 'en'));
  if (!language) throw new UsageError(`--language is one of ${languages.join(', ')}`);
  const input = {
    organisation: requiredText(args, 'organisation'),
    email,
    name: textOf(args, 'name') ?? email.slice(0, email.indexOf('@')),
    password: await readPassword(requiredText(args, 'password-file')),
    language,
    ...country(args),
    timeZone: textOf(args, 'time-zone') ?? zoneHere(),
  };
  await migrate({ url: runtime.databaseUrl, secret: runtime.secret, log: args.say });
  const made = await asCommand(runtime, args, (access) =>
    setUpUnattended(access, input, { now: Date.now(), request: { id: newId(), origin: 'command' } }),
  );
  if (made === null) {
    throw new Failure('Mainstay is set up already; nothing was changed.', 'Add people with mainstay user add.');
  }
  if (args.json) args.out(JSON.stringify({ ...made, email: input.email, address: runtime.config.publicUrl }));
  else args.out(`Set up. ${input.email} can sign in at ${runtime.config.publicUrl}`);
}

/** This machine's zone; UTC where it says none that is one, such as a bare offset. */
function zoneHere(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isZone(timeZone) ? timeZone : 'UTC';
}

/** @throws UsageError */
function country(args: DelegatedArguments): { country?: string } {
  const code = textOf(args, 'country')?.toUpperCase();
  if (code === undefined) return {};
  if (!/^[A-Z]{2}$/.test(code)) throw new UsageError('--country is a code of two letters (ISO 3166), such as SK');
  return { country: code };
}

/** Runs a command's work as the system; what is refused is told as a sentence. */
export async function asCommand<T>(
  runtime: Runtime,
  args: Pick<DelegatedArguments, 'say'>,
  work: (access: Access, ctx: Context) => Promise<T>,
): Promise<T> {
  const warn = (line: string, facts: Record<string, unknown>) => args.say(`${line}: ${JSON.stringify(facts)}`);
  const parts = { kit: buildKit(warn), seed: seedBaseline, warn };
  try {
    return await withAccess(runtime, parts, work);
  } catch (error) {
    if (error instanceof Refusal) throw new Failure(sentencesOf(error), undefined, { cause: error });
    throw error;
  }
}

function sentencesOf(refusal: Refusal): string {
  const texts = loadTexts();
  const fields = Object.entries(refusal.fields);
  if (fields.length === 0) return texts.textOf('en', refusal.text);
  return fields.map(([field, problem]) => `${field}: ${texts.textOf('en', problem)}`).join('\n');
}

/** @throws UsageError */
export function requiredText(args: DelegatedArguments, name: string): string {
  const text = textOf(args, name)?.trim();
  if (!text) throw new UsageError(`--${name} is missing`);
  return text;
}

/**
 * The first line of a file, or of standard input for `-`. A password is never an argument: everybody on the machine can
 * read those.
 * @throws Failure when the file cannot be read or is empty
 */
export async function readPassword(file: string): Promise<string> {
  const input = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line !== '') return line;
      break;
    }
  } catch (error) {
    throw new Failure(`The password file cannot be read: ${errorMessage(error)}`, undefined, { cause: error });
  }
  throw new Failure(`${file === '-' ? 'Standard input' : file} has no password in its first line.`);
}
