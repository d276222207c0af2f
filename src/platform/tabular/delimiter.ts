/** What may part the fields of a CSV file. */
export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

const judgedRecords = 50;

/** How often each candidate stands outside quotes, record by record. */
function countPerRecord(text: string): Map<Delimiter, number[]> {
  const counts = new Map<Delimiter, number[]>(delimiters.map((delimiter) => [delimiter, []]));
  const now = new Map<string, number>();
  let quoted = false;
  let filled = false;
  let records = 0;
  for (let at = 0; at <= text.length && records < judgedRecords; at += 1) {
    const character = text[at] ?? '\n';
    if (character === '"') quoted = !quoted;
    const ends = (character === '\n' || character === '\r') && !quoted;
    if (!ends) {
      filled = true;
      if (!quoted) now.set(character, (now.get(character) ?? 0) + 1);
      continue;
    }
    if (!filled) continue;
    for (const delimiter of delimiters) counts.get(delimiter)?.push(now.get(delimiter) ?? 0);
    now.clear();
    filled = false;
    records += 1;
  }
  return counts;
}

/**
 * The delimiter of a CSV text by its first records: the candidate that occurs in the header and as often in the
 * most records; among equals the more frequent one. A comma if none occurs (a single column).
 */
export function detectDelimiter(text: string): Delimiter {
  let best: { delimiter: Delimiter; agreeing: number; count: number } | undefined;
  for (const [delimiter, counts] of countPerRecord(text)) {
    const count = counts[0] ?? 0;
    if (count === 0) continue;
    const agreeing = counts.filter((other) => other === count).length;
    if (!best || agreeing > best.agreeing || (agreeing === best.agreeing && count > best.count)) {
      best = { delimiter, agreeing, count };
    }
  }
  return best?.delimiter ?? ',';
}
