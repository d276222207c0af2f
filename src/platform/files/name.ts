import { cut } from '#/base/text.ts';

/**
 * A file's name as it is kept: in compatibility form (NFKC), without folders, without control, zero-width and
 * direction characters that would make one name look like another (`txt.exe` shown as `exe.txt`), and at most 255
 * characters long, its extension being kept.
 */
export function cleanName(given: string): string {
  const bare = given
    .normalize('NFKC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^.*[/\\]/su, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^[\s.]+/u, '')
    .replace(/[\s.]+$/u, '');
  if (bare === '') return 'file';
  if (bare.length <= 255) return bare;
  const extension = /\.[^.]{1,20}$/u.exec(bare)?.[0] ?? '';
  return cut(bare, 255 - extension.length) + extension;
}

/** The extension of a cleaned name in lower case, without its dot; empty where there is none. */
export function extensionOf(name: string): string {
  return /\.([^.\s]{1,20})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}
