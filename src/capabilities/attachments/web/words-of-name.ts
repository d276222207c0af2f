/** What a picture is called by whoever cannot see it: its file's name in words, without the ending. */
export function wordsOfName(name: string): string {
  const words = name
    .replace(/\.[^.\s]{1,20}$/u, '')
    .replaceAll(/[_\s-]+/gu, ' ')
    .trim();
  return words === '' ? name : words;
}
