/** What can happen to an account that people may later ask about: written into its person's history. */
export const accountEvents = [
  'signed-in',
  'sign-in-failed',
  'sign-in-locked',
  'sessions-ended',
  'account-created',
  'account-disabled',
  'account-enabled',
  'invited',
  'password-reset-issued',
  'password-changed',
  'key-created',
  'key-revoked',
] as const;

export type AccountEvent = (typeof accountEvents)[number];
