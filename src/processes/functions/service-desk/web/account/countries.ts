/** Countries whose public holidays are known, by ISO 3166 code. */
const codes =
  'AD AE AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BW BY BZ CA CC CD CF CG CH CI ' +
  'CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FO FR GA GB GD GE GF GG GH GI GL GM GN ' +
  'GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IR IS IT JE JM JP KE KM KN KR KY KZ LC LI LK LR LS LT LU LV LY MA MC ' +
  'MD ME MF MG MK ML MQ MR MS MT MU MW MX MY MZ NA NC NE NF NG NI NL NO NZ PA PE PF PH PK PL PM PR PT PY RE RO RS RU RW SA ' +
  'SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TC TD TG TH TN TO TR TT TW TZ UA UG US UY UZ VA VC VE VG VI VN VU ' +
  'WF XK YT ZA ZM ZW';

/** The countries in a language, sorted as that language sorts. */
export function countryNames(language: string): { code: string; name: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const { compare } = new Intl.Collator(language);
  return codes
    .split(' ')
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .toSorted((a, b) => compare(a.name, b.name));
}

const byZone: Readonly<Record<string, string>> = {
  'Europe/Bratislava': 'SK',
  'Europe/Prague': 'CZ',
  'Europe/Vienna': 'AT',
  'Europe/Budapest': 'HU',
  'Europe/Warsaw': 'PL',
  'Europe/Berlin': 'DE',
  'Europe/Paris': 'FR',
  'Europe/London': 'GB',
  'Europe/Dublin': 'IE',
  'Europe/Madrid': 'ES',
  'Europe/Rome': 'IT',
  'Europe/Amsterdam': 'NL',
  'Europe/Brussels': 'BE',
  'Europe/Zurich': 'CH',
  'Europe/Stockholm': 'SE',
};

/** The country that the browser stands in, as far as its zone and its language tell. */
export function countryHere(): string {
  const zone = byZone[Intl.DateTimeFormat().resolvedOptions().timeZone];
  const region = new Intl.Locale(navigator.language).maximize().region ?? '';
  return zone ?? (codes.split(' ').includes(region) ? region : 'SK');
}
