/**
 * How often letters outside of ASCII occur among each other in the texts of a language (rough shares, per cent): which
 * code page a text is in is judged by whether it makes such letters. Upper case counts as its lower case.
 */
const languages: readonly string[] = [
  // Slovak, Czech, Polish, Hungarian, Slovene and Croatian, Romanian
  'á18 í12 č11 é9 š9 ž9 ý8 ú8 ť6 ľ4 ň3 ó2 ô2 ä1 ď1.5 ĺ.2 ŕ.1',
  'í22 á16 é10 ě12 ř9 č8 ž8 š7 ý7 ů5 ú2 ň.7 ó.3 ť.4 ď.2',
  'ł21 ę15 ó12 ą13 ż10 ś9 ć6 ń3 ź1',
  'á28 é27 ö9 ó9 ő8 í6 ü5 ú3 ű2',
  'š30 č32 ž20 ć9 đ5',
  'ă35 î12 ș14 ț14 â10 ş5 ţ5',
  // German, French, Spanish, Italian, Portuguese, the languages of the north, Dutch
  'ü35 ä30 ö20 ß12',
  'é58 à14 è10 ê7 ç3 ô2 î2 û2 ù1.5 â1.5 ë.3 ï.6 œ.5',
  'ó28 í22 á16 é15 ñ10 ú6 ü1 ¿1 ¡.5',
  'à28 è30 ù15 ò15 é10 ì3',
  'ã22 ç16 á15 é15 í10 ó8 ê5 õ5 â3 ú3 à2 ô1',
  'ä35 å28 ö28 ø10 æ9 é1',
  'é55 ë25 ï10 ö4 ü3 è3',
  // Russian and its neighbours
  'о11 е8.5 а8 и7.4 н6.7 т6.3 с5.5 р4.7 в4.5 л4.4 к3.5 м3.2 д3 п2.8 у2.6 я2 ы1.9 ь1.7 г1.7 з1.6 б1.6 ч1.4 й1.2 х1 ж.9 ш.7 ю.6 ц.5 щ.4 э.3 ф.3 ъ.1 ё.1 і1 ї.5 є.3 ґ.05',
];

const typography = new Set('„“”‘’‚–—…€°§«»×·\u00A0');
const unlikely = Math.log(1e-5);
const shares = languages.map(
  (language) =>
    new Map(
      language.split(' ').map((entry) => [entry.slice(0, 1), Math.log((Number(entry.slice(1)) / 100) * 0.95)] as const),
    ),
);
const cyrillic = /\p{Script=Cyrillic}/u;
const latin = /\p{Script=Latin}/u;
const lower = /\p{Ll}/u;
const upper = /\p{Lu}/u;

interface Seen {
  /** How often each letter occurs, in lower case, where it is plausible. */
  letters: Map<string, number>;
  /** Letters that no word has like this: of another script, or a capital behind a small letter. */
  misplaced: number;
  /** Signs that texts have, and those that they hardly have. */
  typography: number;
  others: number;
}

function look(text: string): Seen {
  const seen: Seen = { letters: new Map(), misplaced: 0, typography: 0, others: 0 };
  // oxlint-disable-next-line no-control-regex
  for (const { 0: character, index } of text.matchAll(/[^\u0000-\u007F]/g)) {
    const [before, after] = [text[index - 1] ?? '', text[index + 1] ?? ''];
    if (typography.has(character)) {
      // Inside a word a letter is what was meant.
      if (lower.test(before) && lower.test(after) && character !== '’') seen.others += 1;
      else seen.typography += 1;
    } else if (lower.test(character) || upper.test(character)) {
      const foreign = cyrillic.test(character)
        ? latin.test(before) || latin.test(after)
        : cyrillic.test(before) || cyrillic.test(after);
      if (foreign || (upper.test(character) && lower.test(before))) seen.misplaced += 1;
      else {
        const letter = character.toLowerCase();
        seen.letters.set(letter, (seen.letters.get(letter) ?? 0) + 1);
      }
    } else seen.others += 1;
  }
  return seen;
}

/** How well the letters of a text outside ASCII are those of one of the languages: a logarithm, more is likelier. */
export function judgeLetters(text: string): number {
  const { letters, misplaced, typography: signs, others } = look(text);
  const fixed = (misplaced + others) * unlikely + signs * Math.log(0.03);
  let best = Number.NEGATIVE_INFINITY;
  for (const share of shares) {
    let score = fixed;
    for (const [letter, count] of letters) score += count * (share.get(letter) ?? unlikely);
    best = Math.max(best, score);
  }
  return best;
}
