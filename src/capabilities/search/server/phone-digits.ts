import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { CountryCode } from 'libphonenumber-js/min';
import { splitPhone } from '#/base/phone.ts';

/** Fewer digits say nothing about whose they are. */
const fewest = 4;

/**
 * The digits by which a telephone number is found however it was written down: `0905 123 456`, `00421 905 123 456` and
 * `+421 905 123 456` are all found by 905123456. National forms are read as those of each of some countries (ISO 3166,
 * two letters). The digits as they were typed are among them, for numbers that are still being typed. Empty where the
 * text is no telephone number. Its extension is left out: people write it in many ways, or not at all.
 */
export function phoneDigits(typed: string, countries: readonly string[]): string[] {
  const { number } = splitPhone(typed);
  const digits = number.replaceAll(/\D/g, '');
  if (digits.length < fewest || !/^[\d\s()+/.–‑-]+$/u.test(number)) return [];
  const read = [undefined, ...countries].flatMap((country) => {
    const found = parsePhoneNumberFromString(number, {
      ...(country === undefined ? {} : { defaultCountry: country as CountryCode }),
      extract: false,
    });
    return found ? [found.nationalNumber as string] : [];
  });
  return [...new Set([...read, digits.replace(/^0+/, '')])].filter((one) => one.length >= fewest);
}
