import type { Grant } from '#/processes/foundation/shared/role.ts';

/** A role that ships with the product. Its names in each language are in the texts, under `role.<code>.name`. */
export interface ShippedRole {
  code: string;
  /** The name that is stored: English. */
  name: string;
  workspace: boolean;
  grants: readonly Grant[];
}

function grants(where: string | null, ...permissions: string[]): Grant[] {
  return permissions.map((permission) => (where === null ? { permission } : { permission, where }));
}

const served = 'is:served';

/** What every agent does for the customers that their groups serve. */
const agent: readonly Grant[] = [
  ...grants(
    served,
    'incident.read',
    'incident.create',
    'incident.work',
    'incident.reply',
    'incident.note',
    'incident.confirm',
    'incident.reopen',
    // A caller whom nobody knows yet: who they are and how to reach them, nothing else (see the action).
    'person.create',
  ),
  ...grants(null, 'foundation.read', 'configuration.read', 'bulk.run'),
];

/** The roles of a new installation. An administrator may change what they grant; their codes stay. */
export const shippedRoles: readonly ShippedRole[] = [
  {
    code: 'user',
    name: 'User',
    workspace: false,
    grants: [
      ...grants('is:involved', 'incident.follow', 'incident.reply', 'incident.confirm', 'incident.reopen'),
      ...grants(null, 'incident.report'),
    ],
  },
  {
    code: 'contact',
    name: 'Customer contact',
    workspace: false,
    grants: [
      ...grants('is:contact', 'incident.follow', 'incident.reply', 'incident.confirm', 'incident.reopen'),
      ...grants(null, 'incident.report'),
    ],
  },
  { code: 'agent', name: 'Agent', workspace: true, grants: agent },
  {
    code: 'lead',
    name: 'Lead',
    workspace: true,
    grants: [
      ...agent,
      ...grants(served, 'incident.override', 'incident.export'),
      ...grants(null, 'foundation.export', 'incident.configure', 'service-level.edit', 'overview.read', 'import.run'),
    ],
  },
  {
    // Configuration, not content: whoever sets the desk up does not read its cases.
    code: 'administrator',
    name: 'Administrator',
    workspace: true,
    grants: grants(
      null,
      'foundation.read',
      'foundation.edit',
      'foundation.export',
      'person.create',
      'configuration.read',
      'configuration.edit',
      'incident.configure',
      'service-level.edit',
      'access.read',
      'access.edit',
      'audit.read',
      'jobs.manage',
      'import.run',
      'import.manage',
    ),
  },
  {
    code: 'auditor',
    name: 'Auditor',
    workspace: true,
    grants: grants(
      null,
      'incident.read',
      'incident.export',
      'foundation.read',
      'foundation.export',
      'configuration.read',
      'access.read',
      'overview.read',
      'audit.read',
      'import.read',
    ),
  },
];

/** Codes that the product itself looks for. */
export const shippedCodes: ReadonlySet<string> = new Set(shippedRoles.map(({ code }) => code));
