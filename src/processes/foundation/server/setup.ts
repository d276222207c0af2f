import { openDatabase } from '#/platform/database/pools.ts';
import { newSetupToken } from './account/set-up.ts';

export { completeSetup, describeSetup, setUpUnattended } from './account/set-up.ts';
export type { SetupInput, SetupResult } from './account/set-up.ts';

/** What the program that starts everything knows. */
export interface SetupRuntime {
  config: { publicUrl: string };
  databaseUrl: string;
  secret: Buffer;
}

/**
 * The link under which a new installation is set up, good once and for 24 hours; the ones printed before end. Null where
 * the set-up is over.
 */
export async function setupLink(runtime: SetupRuntime): Promise<string | null> {
  const { config, databaseUrl: url, secret } = runtime;
  const database = openDatabase({ url, secret, deadline: 10_000, size: 1, onError: () => {} });
  try {
    const token = await database.transaction({ kind: 'staff' }, (tx) => newSetupToken(tx, Date.now()));
    return token === null ? null : `${config.publicUrl}/setup#${token}`;
  } finally {
    await database.close();
  }
}
