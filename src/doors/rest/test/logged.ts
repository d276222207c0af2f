import { expect } from 'vitest';
import type { Caller, TestWeb } from './open-web.ts';

/** What is answered of one record. */
export interface Answer {
  record: Record<string, unknown>;
  names: Record<string, { title: string }>;
  steps: string[];
  may: { edit: boolean };
  warnings: string[];
}

/** What is answered of a list. */
export interface Page {
  rows: Record<string, unknown>[];
  next: string | null;
  count?: number;
}

/** Logs a case of the user with the service desk, and returns the answer as it came. */
export async function logCase({ desk: { ids } }: TestWeb, agent: Caller, title: string, more: object = {}) {
  const body = { title, affectedUser: ids.user, customer: ids.customer, group: ids.desk, ...more };
  const made = await agent('POST', '/incidents', { body });
  expect(made.statusCode, made.body).toBe(201);
  return made;
}
