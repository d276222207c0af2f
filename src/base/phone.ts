/** What stands between a number and its extension: `kl. 17`, `klapka 17`, `ext. 17`, `x17`, `linka 17`, `w. 17`, `#17`. */
const extension = /[\s,;/.-]*(?:kl(?:apka)?|ext(?:ension)?|linka|l|dw|durchwahl|x|#)[\s.:]*(\d{1,8})\s*$/iu;

/** A telephone number as people write it, taken apart: the number itself, and the extension behind it where it has one. */
export function splitPhone(written: string): { number: string; extension: string | null } {
  const found = extension.exec(written);
  return found
    ? { number: written.slice(0, found.index).trim(), extension: found[1] as string }
    : { number: written.trim(), extension: null };
}

/** Whether a text is a telephone number, as people write it or paste it, with an extension or without. */
export function isPhone(written: string): boolean {
  return /^\+?[\d\s()/.–‑-]{3,40}$/u.test(splitPhone(written).number) && /\d{3}|\d.*\d.*\d/.test(written);
}

/** The address that a telephone dials: digits, and the extension after a pause. */
export function dialled(written: string): string {
  const { number, extension: behind } = splitPhone(written);
  const digits = number.replaceAll(/[^\d+]/g, '');
  return `tel:${digits}${behind === null ? '' : `;ext=${behind}`}`;
}
