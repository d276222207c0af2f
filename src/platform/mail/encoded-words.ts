/** Bytes of a word, so that with its frame and the name of the header a line stays below 76 characters. */
const most = 39;

/**
 * The text of a header, as it is to be read. A mail program decodes whatever looks like an encoded word (RFC 2047), and
 * the library sends such a text as it stands, since there is nothing in it that a header cannot hold: it is encoded
 * whole, so that decoding gives it back. Everything else is left to the library.
 */
export function headerText(text: string): string {
  if (!text.includes('=?')) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > most) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ');
}
