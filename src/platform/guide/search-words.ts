/** The words of a text without diacritics and capitals, so that `hlasenie` finds `Hlásenie`. */
export function searchWords(text: string): string[] {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
