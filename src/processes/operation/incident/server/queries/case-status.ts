import { signaturesOf } from '#/capabilities/notes/server/signatures.ts';
import { readableNote } from '#/capabilities/notes/server/read-notes.ts';
import { Parameters } from '#/platform/database/build.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead, withFace } from '#/record/server/context.ts';
import type { CaseStatus, Situation } from '#/processes/operation/incident/shared/portal.ts';
import { duplicatesAmong } from '../duplicates.ts';
import { whatHappensNext } from './what-happens-next.ts';

/** How cases stand, by id: a fixed number of reads however many they are. */
export async function statusOf(ctx: Context, rows: readonly Row[]): Promise<ReadonlyMap<string, CaseStatus>> {
  const configuration = await configurationOf(ctx);
  const situations = new Map<string, Situation>();
  for (const row of rows) {
    const reason = await configuration.find('pending-reason', row['pendingReason'] as string | null);
    situations.set(row['id'] as string, whatHappensNext(row, reason?.['waitsForUser'] === true));
  }
  const duplicates = [...situations].filter(([, situation]) => situation === 'duplicate').map(([id]) => id);
  const others = await duplicatesAmong(ctx, duplicates);
  for (const id of duplicates) {
    const became = others.get(id);
    // Where nobody works on it any more it is a case like any that was cancelled; so is one that was brought in with the code alone.
    if (became !== 'goes-on') situations.set(id, became === 'solved' ? 'duplicate-solved' : 'cancelled');
  }
  const asked = [...situations].filter(([, situation]) => situation === 'waiting-for-you').map(([id]) => id);
  const [questions, due, agents] = await Promise.all([
    lastWords(ctx, asked),
    dueOf(ctx, [...situations.keys()]),
    signaturesOf(
      ctx,
      rows.map((row) => row['assignee'] as string | null),
    ),
  ]);
  const speakers = await signaturesOf(
    ctx,
    [...questions.values()].map(({ author }) => author),
  );
  const statuses = new Map<string, CaseStatus>();
  for (const row of rows) {
    const id = row['id'] as string;
    const agent = agents.get((row['assignee'] as string | null) ?? '');
    const group = await configuration.find('group', row['group'] as string | null);
    const words = questions.get(id);
    statuses.set(id, {
      situation: situations.get(id) ?? 'received',
      who: agent?.name
        ? { kind: 'person', name: agent.name, ...(agent.title ? { title: agent.title } : {}) }
        : group
          ? { kind: 'group', name: group['name'] as string }
          : null,
      expectedBy: due.get(id) ?? null,
      question: words
        ? {
            body: words.body,
            at: words.at,
            by: speakers.get(words.author ?? '') ?? { id: null, name: words.authorName },
          }
        : null,
    });
  }
  return statuses;
}

interface LastWords {
  item: string;
  author: string | null;
  authorName: string | null;
  at: string;
  body: string;
}

/** The desk's last public words on each case: the question that it waits for. */
async function lastWords(ctx: Context, cases: readonly string[]): Promise<ReadonlyMap<string, LastWords>> {
  if (cases.length === 0) return new Map();
  const parameters = new Parameters();
  const rows = await runRead<LastWords>(ctx, {
    sql: `select distinct on (n.item) n.item, n.author, n.author_name as "authorName", n.at, n.body
      from note n
      where n.item = any(${parameters.value(cases)}::uuid[]) and n.kind = 'reply' and n.channel <> 'portal'
        and ${readableNote(withFace(ctx, 'portal'), 'n', parameters)}
      order by n.item, n.at desc, n.id desc`,
    parameters: parameters.values,
  });
  return new Map(rows.map((row) => [row.item, row]));
}

async function dueOf(ctx: Context, cases: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (cases.length === 0) return new Map();
  const rows = await runRead<{ item: string; due: string }>(ctx, {
    sql: `select item, due_at as due from clock
      where item = any($1::uuid[]) and kind = 'resolution' and running = 'running' and due_at is not null`,
    parameters: [cases],
  });
  return new Map(rows.map(({ item, due }) => [item, due]));
}
