/** `affectedUser` → `affected_user`: a field's name as a column. */
export function toColumn(name: string): string {
  return name.replaceAll('-', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `affected_user` → `affectedUser`. */
export function toField(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
