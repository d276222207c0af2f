import pg from 'pg';
import { reactions } from '#/app/processes.server.ts';

/** One write that the ledger asked for. */
export interface Entry {
  /** Its idempotency key, which also stands in what it writes. */
  key: string;
  verb: 'create' | 'note' | 'resolve';
  /** The incident it is about; a creation has none. */
  target: string | null;
  /** The incident's id, once it was acknowledged. */
  id: string | undefined;
  attempts: number;
  resolving: boolean;
}

/** A mail that the ledger's mail server took. */
export interface Received {
  messageId: string;
  recipient: string;
}

/** What the ledger wrote down. */
export interface Book {
  entries: readonly Entry[];
  received: readonly Received[];
  /** Acknowledged requests that were sent again with their key. */
  replays: number;
  /** Of these, how many were not answered as the first time. */
  differing: number;
  refused: readonly string[];
}

/** What the database says of the book: every number but the first five has to be zero. */
export async function judge(databaseUrl: string, book: Book) {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const rows = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    (await client.query(sql, values)).rows as T[];
  const count = async (sql: string, values: unknown[] = []): Promise<number> =>
    Number((await rows<{ n: string }>(`select count(*) as n from (${sql}) counted`, values))[0]?.n);
  try {
    const created = await rows<{ id: string; title: string; state: string }>(
      "select id, title, state from incident where title like 'Case ledger-%'",
    );
    const noted = await rows<{ item: string; body: string }>(
      "select item, body from note where body like 'ledger-%' and kind = 'note'",
    );
    const resolved = await rows<{ item: string; solution: string }>(
      `select o.item, i.solution from outbox o join incident i on i.id = o.item
        where o.kind = 'incident' and o.action = 'resolve'`,
    );
    const found = new Map<string, string[]>();
    const add = (key: string, id: string) => found.set(key, [...(found.get(key) ?? []), id]);
    for (const { id, title } of created) add(title.slice('Case '.length), id);
    for (const { item, body } of noted) add(body, item);
    for (const { item, solution } of resolved) add(solution?.slice('Done: '.length) ?? '', item);
    let losses = 0;
    let doubles = 0;
    const known = new Set<string>();
    for (const { key, id } of book.entries) {
      known.add(key);
      const places = found.get(key) ?? [];
      if (id !== undefined && !places.includes(id)) losses++;
      if (places.length > 1) doubles += places.length - 1;
    }
    const expected = await expectedReactions(rows);
    const done = await rows<{ event: string; reaction: string }>('select event, reaction from reaction_done');
    const marks = new Set(done.map(({ event, reaction }) => `${event} ${reaction}`));
    const mails = await rows<{ message_id: string; status: string }>('select message_id, status from mail');
    const queuedIds = new Set(mails.map(({ message_id }) => message_id));
    const taken = new Set(book.received.map(({ messageId }) => messageId));
    return {
      acknowledgements: book.entries.filter(({ id }) => id !== undefined).length,
      repeated: book.entries.filter(({ attempts }) => attempts > 1).length,
      replays: book.replays,
      reactions: expected.length,
      mails: taken.size,
      losses,
      doubles,
      differing: book.differing,
      refused: book.refused.slice(0, 5),
      strangers: [...found.keys()].filter((key) => !known.has(key)).length,
      /** Changes of the ledger's records that were not announced, or announced twice. */
      unannounced: await count(`select distinct h.xid, h.item from history h where not exists
        (select 1 from outbox o where o.xid = h.xid and o.item = h.item) and h.kind = 'incident'`),
      announcedTwice: await count(`select 1 from outbox where kind = 'incident' and action in ('create', 'resolve')
        group by item, action having count(*) > 1`),
      withoutHistory:
        await count(`select 1 from outbox o where o.kind = 'incident' and o.action in ('create', 'resolve') and not exists
        (select 1 from history h where h.xid = o.xid and h.item = o.item)`),
      unmoved: await count('select 1 from outbox o, follower f where (o.xid, o.id) > (f.xid, f.id)'),
      reactionsLost: expected.filter((mark) => !marks.has(mark)).length,
      reactionsUnasked: [...marks].filter((mark) => !new Set(expected).has(mark)).length,
      parked: await count('select 1 from parked_job'),
      /** One notification of a kind for a person and an event, whatever crashed in between. */
      toldTwice: await count('select 1 from notification group by person, event, kind having count(*) > 1'),
      mailedTwice: await count(
        'select 1 from mail where event is not null group by recipient, event, kind having count(*) > 1',
      ),
      mailsLost: mails.filter(({ message_id, status }) => status === 'sent' && !taken.has(message_id)).length,
      mailsUnknown: [...taken].filter((id) => !queuedIds.has(id)).length,
    };
  } finally {
    await client.end();
  }
}

/** Every reaction that an announcement wakes, as `event reaction`. Worked out from the outbox alone. */
async function expectedReactions(rows: <T>(sql: string) => Promise<T[]>): Promise<string[]> {
  const events = await rows<{ id: string; kind: string; action: string; names: string[] }>(
    `select id, kind, action, array(select a->>'name' from jsonb_array_elements(payload->'announced') a) as names
      from outbox`,
  );
  return events.flatMap(({ id, kind, action, names }) =>
    reactions
      .filter(({ on }) => on.some((wanted) => wanted === `${kind}.${action}` || names.includes(wanted)))
      .map(({ name }) => `${id} ${name}`),
  );
}
