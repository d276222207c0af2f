// Marks that are taken off a letter once it is decomposed: é, č, ô, ő, ά. Other scripts keep theirs (й is not и).
const marked = /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u0362]+/gu;

// What PostgreSQL's unaccent rules spell out though Unicode does not decompose it: the letters of Europe's languages
// and the punctuation that mail programs and word processors put in the place of plain quotes, dashes and spaces.
const spelled: ReadonlyMap<string, string> = new Map(
  [
    "ß:ss æ:ae œ:oe ø:o ð:d đ:d þ:th ł:l ħ:h ı:i ŋ:n ŧ:t ĳ:ij ŀ:l ĸ:q ŉ:'n ſ:s",
    `‘:' ’:' ‚:, “:" ”:" „:,, «:<< »:>> ‹:< ›:> ‐:- ‑:- ‒:- –:- —:- …:... ×:* ÷:/`,
  ]
    .flatMap((line) => line.split(' '))
    .map((pair) => [pair.charAt(0), pair.slice(2)]),
);
const spellable = new RegExp(`[${[...spelled.keys()].join('')}]`, 'gu');
// ASCII in the wide forms of East Asian keyboards.
const fullWidth = /[\uff01-\uff5e]/g;
// oxlint-disable-next-line no-control-regex
const plain = /^[\0-\x7f]*$/;

/**
 * Text without case and diacritics, as `~` and `starts` compare it. The SQL function is
 * `mainstay_fold(text) = lower(unaccent(text))`. Both agree on composed (NFC) text in ASCII, Latin with its marks and
 * the letters and punctuation listed above, full-width forms of ASCII, Greek and Cyrillic letters. They may differ on what `unaccent` also spells
 * out (fractions, signs such as ©, ligatures, phonetic and mathematical letters), on marks stored
 * apart from their letter in scripts other than Latin and Greek, and on a few historic Greek and Latin letters.
 */
export function fold(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  const bare = text.normalize('NFD').replace(marked, '$1').normalize('NFC');
  // A final sigma depends on its neighbours in JavaScript and not in PostgreSQL.
  return bare
    .replace(fullWidth, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replaceAll('Σ', 'σ')
    .toLowerCase()
    .replace(spellable, (letter) => spelled.get(letter) ?? letter);
}
