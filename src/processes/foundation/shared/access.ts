/** What made a condition of a grant true. */
export type Cause =
  | { kind: 'group'; id: string; name: string } // a group of theirs that serves the customer, or has the record
  | { kind: 'organisation'; id: string; name: string } // an organisation whose contact they are
  | { kind: 'field'; field: string } // a field of the record names them
  | { kind: 'watcher' | 'participant' };

/** One way in which somebody sees a record. */
export interface AccessReason {
  face: 'workspace' | 'portal';
  permission: string;
  role: { id: string; name: string; code: string | null };
  /** Where the role is held. */
  organisation: { id: string; name: string };
  /** The grant's filter as it is written in the role; null: every record. */
  where: string | null;
  /** What made the filter true. */
  through: Cause[];
}

export interface PersonAccess {
  person: { id: string; name: string; email: string | null };
  /** Sees it in the workspace, on the portal. */
  workspace: boolean;
  portal: boolean;
  /** True where a grant would let them, but the record belongs to a customer that they are walled off from. */
  walledOff: boolean;
  /** False where their account is disabled or not there: rights without a way to use them. */
  canSignIn: boolean;
  reasons: AccessReason[];
}

export interface AccessExplanation {
  record: { id: string; kind: string; number: string };
  people: PersonAccess[];
  /** False where so many people may see it that not all are listed. */
  complete: boolean;
}
