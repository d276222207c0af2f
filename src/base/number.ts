/**
 * A record's number as all forms of it compare: `inc0000001` is `INC0000001`. ASCII letters alone, as in PostgreSQL's
 * `mainstay_number`, so that no locale tells two numbers apart.
 */
export function numberKey(number: string): string {
  return number.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
}
