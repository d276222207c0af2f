/** What may part the fields of a CSV file. */
export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

const judgedRecords = 50;

/** The delimiter that the first line states for spreadsheets (`sep=;`, also in quotes), if that is what it is. */
export function statedDelimiter(text: string): string | undefined {
  return /^\uFEFF?"?sep=([!-~\t])"?[;,\t|]*(?:\r|\n|$)/i.exec(text)?.[1];
}

/** How often each candidate stands outside quotes, record by record. */
function countPerRecord(text: string): Map<Delimiter, number[]> {
  const counts = new Map<Delimiter, number[]>(delimiters.map((delimiter) => [delimiter, []]));
  const now = new Map<string, number>();
  let quoted = false;
  let filled = false;
  let records = 0;
  for (let at = 0; at <= text.length && records < judgedRecords; at += 1) {
    const character = text[at] ?? '\n';
    // A quote opens a cell only at its beginning; anywhere else it stands for itself, as inches do.
    if (character === '"') quoted = !quoted && (at === 0 || /[,;\t|\r\n"]/.test(text[at - 1] ?? ''));
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
 * The delimiter of a CSV text by its first records: the candidate that occurs as often in the most of them as in the
 * header; among equals the more frequent one. Where titles stand above the header, what most records have counts.
 * A comma if none occurs (a single column). `above`: lines before the header.
 */
export function detectDelimiter(whole: string, above = 0): Delimiter {
  const text = whole.replace(new RegExp(`^(?:[^\\r\\n]*(?:\\r\\n|\\n|\\r)){${above}}`), '');
  let best: { delimiter: Delimiter; agreeing: number; count: number } | undefined;
  for (const [delimiter, counts] of countPerRecord(text)) {
    const { agreeing, count } = agreementOf(counts);
    if (count === 0) continue;
    if (!best || agreeing > best.agreeing || (agreeing === best.agreeing && count > best.count)) {
      best = { delimiter, agreeing, count };
    }
  }
  return best?.delimiter ?? ',';
}

/** How many records have the delimiter as often as the header or, if that is more than half of them, as the most do. */
function agreementOf(counts: readonly number[]): { agreeing: number; count: number } {
  const times = (count: number): number => counts.filter((other) => other === count).length;
  const [header = 0] = counts;
  const most = counts.toSorted((a, b) => times(b) - times(a))[0] ?? 0;
  if (most > 1 && most !== header && times(most) * 2 > counts.length) return { agreeing: times(most), count: most };
  return { agreeing: header === 0 ? 0 : times(header), count: header };
}
