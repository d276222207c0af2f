import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';

/** Gives a new organisation the integer key that row-level security parts customers by. */
export const createOrganisation: Behaviour = {
  async apply(commit) {
    const [row] = await commit.tx.query<{ key: number }>({
      sql: "select nextval('organisation_key') as key",
      parameters: [],
    });
    set(commit, 'customerKey', row?.key ?? null);
  },
};
