import { warn, ok } from '#/app/cli/doctor/finding.ts';
import type { Finding } from '#/app/cli/doctor/finding.ts';
import type { Runtime } from '#/app/cli/runtime.ts';
import { buildKit } from '#/app/kit.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { withAccess } from '#/processes/foundation/server/api.ts';
import { brokenRows } from '#/record/server/row-faults.ts';

/** What `mainstay doctor` says of rows that are set up and broken: nothing goes by them. */
export async function checkConfiguration(
  runtime: Pick<Runtime, 'config' | 'databaseUrl' | 'secret'>,
): Promise<Finding> {
  const quiet = () => undefined;
  const broken = await withAccess(runtime, { kit: buildKit(), warn: quiet }, (_access, ctx) => brokenRows(ctx));
  if (broken.length === 0) return ok('setup', 'Everything that is set up can be worked by.');
  const texts = loadTexts();
  const said = broken.map(({ number, title, faults }) => {
    const why = Object.entries(faults).map(([field, fault]) => `${field}: ${texts.textOf('en', fault)}`);
    return `${number} “${title}” (${why.join(' ')})`;
  });
  return warn('setup', `Broken, and left out of everything: ${said.join('; ')}.`, 'Mend them in the administration.');
}
