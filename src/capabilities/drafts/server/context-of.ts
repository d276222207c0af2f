import { message, Refusal } from '#/base/refusal.ts';

/** What a draft is of: `incident:<id>:reply`, `incident:new`. */
const form = /^[a-z][a-z0-9-]{0,59}(:[A-Za-z0-9-]{1,60}){1,2}$/;

/** The name of a composer, checked. */
export function contextOf(value: string | undefined): string {
  if (value !== undefined && form.test(value)) return value;
  throw new Refusal('bad-request', message('draft.unknown-context'));
}
