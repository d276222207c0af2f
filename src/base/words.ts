/** `affectedUser` → `affected_user`: a field's name as a column. */
export function toColumn(name: string): string {
  return name.replaceAll('-', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `affected_user` → `affectedUser`. */
export function toField(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Lower case without diacritics, so that `ziadost` finds `Žiadosť`. PostgreSQL's `mainstay_fold` does the same. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
