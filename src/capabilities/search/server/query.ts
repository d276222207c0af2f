import { message, Refusal } from '#/base/refusal.ts';
import type { Context } from '#/record/server/context.ts';

/** A whole number of a query string between two bounds; what lies outside is clamped, what is no number refused. */
export function numberOf(value: unknown, name: string, fallback: number, least: number, most: number): number {
  if (value === undefined || value === null || value === '') return fallback;
  const parsed = typeof value === 'number' ? value : Number(value);
  if (!Number.isInteger(parsed)) throw new Refusal('bad-request', message('refusal.not-a-number', { field: name }));
  return Math.min(Math.max(parsed, least), most);
}

/** A text of a query string, or undefined where it is absent or blank. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The body of a request as an object. */
export function bodyOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new Refusal('bad-request', 'refusal.not-an-object');
}

/** The person who acts. Things of one's own are no business of the system's. */
export function personOf(ctx: Context): string {
  if (ctx.actor.person === null) throw new Refusal('forbidden', 'refusal.people-only');
  return ctx.actor.person;
}
