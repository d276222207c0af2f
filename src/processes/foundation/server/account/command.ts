import { randomUUID } from 'node:crypto';
import { openDatabase } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import type { Access, AccessParts, AccessSettings } from '#/processes/foundation/server/access/access.ts';
import { openAccess, systemContext } from '#/processes/foundation/server/access/access.ts';

/** What a command is started with. */
export interface CommandRuntime {
  config: AccessSettings & { requestDeadline: number };
  databaseUrl: string;
  secret: Buffer;
}

/** Opens identity and access for one command of the command line, which acts as the system. */
export async function withAccess<T>(
  runtime: CommandRuntime,
  parts: Pick<AccessParts, 'kit' | 'seed' | 'warn'>,
  work: (access: Access, ctx: Context) => Promise<T>,
): Promise<T> {
  const { config, databaseUrl: url, secret } = runtime;
  const database = openDatabase({ url, secret, deadline: config.requestDeadline, size: 2, onError: () => {} });
  try {
    const access = openAccess({ database, settings: config, secret, ...parts });
    const ctx = systemContext(access, Date.now(), { id: `command-${randomUUID()}`, origin: 'command' });
    return await work(access, ctx);
  } finally {
    await database.close();
  }
}

/** The person of a mail address, retired ones included, or null. */
export async function findPerson(access: Access, email: string): Promise<string | null> {
  const [row] = await access.database.read<{ id: string }>(
    { kind: 'staff' },
    {
      sql: 'select id from person where lower(email) = lower($1)',
      parameters: [email.trim()],
    },
  );
  return row?.id ?? null;
}
