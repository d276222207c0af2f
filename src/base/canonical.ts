/**
 * JSON with sorted keys and no white space: the same document always gives the same text, whatever store it came
 * from (the number and string forms of RFC 8785 are those of `JSON.stringify`).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry)).join(',')}]`;
  const record = value as Record<string, unknown>;
  const parts: string[] = [];
  // By UTF-16 code units, as RFC 8785 has it.
  for (const key of Object.keys(record).toSorted()) {
    const entry = record[key];
    if (entry !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(entry)}`);
  }
  return `{${parts.join(',')}}`;
}
