// Accents and other marks that change no word: they are taken off a letter once it is decomposed (é, č, ő, ά, й).
const accents = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u{e0100}-\u{e01ef}]/gu;

// What Unicode does not decompose though people write it plainly: letters of Europe's languages and of phonetics, and the
// punctuation that mail programs and word processors put in the place of plain quotes and dashes.
const spelled: ReadonlyMap<string, string> = new Map(
  (
    'a:ᴀᶏⱥ b:ƀƃɓʙᴃᵬᶀ c:ƈȼɕᴄꞓ d:ðđƌȡɖɗᴅᴆᵭᶁᶑꝱꝺ e:ɇɛᴇᶒᶓⱸ f:ƒᵮᶂꜰꝼ g:ǥɠɡɢʛᶃꞡ h:ħɦɧʜⱨ i:ıɨɩɪᵻᶖ j:ȷɉɟʝᴊ k:ƙᴋᶄⱪꝁꝃꝅꞣ ' +
    'l:łƚȴɫɬɭʟᴌᶅⱡꝇꝉꝲ m:ɱᴍᵯᶆꝳ n:ŋƞȵɲɳɴᵰᶇꝴꞑꞥ o:øᴏⱺꝋꝍ p:ƥᴘᵱᵽᶈꝑꝓꝕ q:ĸʠꝗꝙ r:ɍɼɽɾʀᵲᵳᶉꝵꝶꞧ s:ȿʂᵴᶊẜẝꜱꞩ t:ŧƫƭȶʈᴛᵵⱦꝷꞇ u:ʉᴜᵾᶙ ' +
    'v:ʋᴠᶌỽⱱⱴꝟ w:ᴡⱳ x:ᶍ y:ƴɏʏỿ z:ƶȥɀʐʑᴢᵶᶎⱬ σ:ς aa:ꜳ ae:æᴁ ao:ꜵ au:ꜷ av:ꜹꜻ ay:ꜽ db:ȸ dz:ʣʥ hv:ƕ ll:ỻ ls:ʪ lz:ʫ ' +
    'oe:œɶ oi:ƣ oo:ꝏ qp:ȹ ss:ß th:þᵺꝥꝧ ts:ʦ ue:ᵫ vy:ꝡ \':‘’‚‛ʼ′ ":“”„‟″ -:‐‑‒–—―− <:‹ >:› <<:« >>:» *:× /:÷'
  )
    .split(' ')
    .flatMap((line) => {
      const [plainly = '', letters = ''] = line.split(/:(?=.)/);
      return [...letters].map((letter) => [letter, plainly] as const);
    }),
);
const spellable = new RegExp(`[${[...spelled.keys()].join('')}]`, 'gu');
// oxlint-disable-next-line no-control-regex
const ascii = /^[\0-\x7f]*$/;

/**
 * Text without case, accents and forms that only look different: as `~` and `starts` compare it, and as words are cut
 * from it. PostgreSQL's `mainstay_fold` does the same, for every character that both know (Unicode's compatibility
 * decomposition, simple lower case); `fold.test.ts` compares them.
 */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  const bare = text.normalize('NFKD').replace(accents, '');
  // A final sigma depends on its neighbours in JavaScript alone.
  return bare
    .replaceAll('Σ', 'σ')
    .toLowerCase()
    .replace(spellable, (letter) => spelled.get(letter) ?? letter);
}
