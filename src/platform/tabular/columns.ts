/**
 * Names for the columns of a header row: trimmed, never empty (`column 3`) and never twice (`name (2)`), so that
 * every cell of a row can be reached by its column's name.
 */
export function nameColumns(header: readonly string[]): string[] {
  const taken = new Set<string>();
  return header.map((cell, index) => {
    const base = cell.trim() || `column ${index + 1}`;
    let name = base;
    for (let copy = 2; taken.has(name); copy += 1) name = `${base} (${copy})`;
    taken.add(name);
    return name;
  });
}

/** An object for values under names from outside: without a prototype, so `__proto__` is a name like any other. */
export function emptyValues<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}
