import { openBreath } from '#/platform/process/breathe.ts';
import type { Source } from '#/platform/tabular/open-source.ts';
import { readRows } from '#/platform/tabular/read-rows.ts';
import { readingOf } from '#/platform/tabular/stated-reading.ts';
import { BrokenCell } from '#/capabilities/mapping/shared/case.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { readTexts } from '#/capabilities/mapping/server/fill-field.ts';
import { shapeOf } from '#/capabilities/sources/server/read-cases.ts';

/** Which numbers of a table with a row for each case stand in several rows. */
export interface SharedNumbers {
  /** How many rows have a number. */
  timesOf(number: string): number;
}

/** Numbers that are remembered, some hundred bytes each; of a larger file the later rows are compared with what came in. */
const most = 2_000_000;

/**
 * Looks through a table with a row for each case for numbers that several rows have: nobody can say which of them holds,
 * and none is taken. More often than not its rows are events. Other sources are not read; there every number is alone.
 */
export async function sharedNumbers(
  source: Source,
  mapping: Mapping,
  { signal, onCases }: { signal?: AbortSignal | undefined; onCases?: ((count: number) => void) | undefined },
): Promise<SharedNumbers> {
  const { number } = mapping;
  if (!number || source.kind === 'unknown' || shapeOf(source.kind, mapping) !== 'cases') return { timesOf: () => 1 };
  const seen = new Set<string>();
  const shared = new Map<string, number>();
  const texts = readTexts({ source: 'cases' }, number);
  const breathe = openBreath();
  let rows = 0;
  for await (const row of readRows(source, { ...readingOf(mapping.source), signal })) {
    await breathe();
    rows += 1;
    if (row.problem) continue;
    const [text] = textsOf(texts, row);
    if (text === undefined) continue;
    if (seen.has(text)) shared.set(text, (shared.get(text) ?? 1) + 1);
    else if (seen.size < most) seen.add(text);
  }
  onCases?.(rows);
  return { timesOf: (text) => shared.get(text) ?? 1 };
}

function textsOf(
  texts: ReturnType<typeof readTexts>,
  row: { line: number; values: Record<string, unknown> },
): string[] {
  const event = { line: row.line, cells: row.values };
  try {
    return texts.ofCase({ ...event, events: [event] });
  } catch (error) {
    if (!(error instanceof BrokenCell)) throw error;
    return [];
  }
}
