import { post } from '#/platform/web/api.ts';
import type { Row } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import type { OneTimeLink } from './link-to-copy.tsx';

/** Links that were made on the way to a person's page, until they are shown there. */
const made = new Map<string, OneTimeLink>();

/** The link of an invitation that was made together with the person. */
export const linkMadeFor = (person: string): OneTimeLink | null => made.get(person) ?? null;

/** A link is shown once: what was shown is not kept. */
export const forgetLink = (person: string): void => void made.delete(person);

/** What came of making a person: the record, and what could not be done besides. */
export interface MadePerson {
  answer: RecordAnswer;
  failure: unknown;
  /** Whether the invitation went by mail; false where it is to be handed over, or nobody was invited. */
  mailed: boolean;
}

/**
 * Makes a person with a role in their own organisation, where one is given, and invites them, where that is asked for.
 * Throws where the person cannot be made; what fails after that is told, and can be done on the person's page.
 */
export async function makePerson(values: Readonly<Record<string, unknown>>, invited: boolean): Promise<MadePerson> {
  const { role, ...person } = values;
  const answer = await post<RecordAnswer>('/people', person);
  const { id, organisation }: Row = answer.record;
  try {
    if (role) await post('/memberships', { person: id, role, organisation });
    if (!invited) return { answer, failure: null, mailed: false };
    const link = await post<OneTimeLink>(`/accounts/${id}/invitation`);
    made.set(id, link);
    return { answer, failure: null, mailed: link.mailed };
  } catch (failure) {
    return { answer, failure, mailed: false };
  }
}
