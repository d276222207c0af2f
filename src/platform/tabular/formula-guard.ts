// ASVS 1.2.10, the carriage return, which some spreadsheets strip before they look, and the full-width signs, which some
// read as the plain ones. Text that begins with apostrophes before such a sign gets one more, or it could not be told
// from text that was guarded.
const startsFormula = /^'*[=+\-@＝＋－＠\t\r\0]/;
const guarded = /^'+[=+\-@＝＋－＠\t\r\0]/;

/** Text as a table may hold it: with an apostrophe before what a spreadsheet could take for a formula. */
export const withGuard = (text: string): string => (startsFormula.test(text) ? `'${text}` : text);

/** The text that was guarded so, by Mainstay or by another tool that does the same. */
export const withoutGuard = (text: string): string => (guarded.test(text) ? text.slice(1) : text);
