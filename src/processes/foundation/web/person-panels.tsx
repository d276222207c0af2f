import { may, useSession } from '#/platform/web/session.ts';
import { AccountPanel } from './account-panel.tsx';
import { MembershipPanel } from './membership-panel.tsx';
import './person-panels.css';

/** What belongs to a person besides the record: roles, the account, where they are signed in, their keys. */
export function PersonPanels({ id, name, email }: { id: string; name: string; email: string | null }) {
  const { session } = useSession();
  if (!may(session, 'access.read')) return null;
  const edits = may(session, 'access.edit');
  return (
    <>
      <MembershipPanel person={id} edits={edits} />
      <AccountPanel person={id} name={name} email={email} edits={edits} me={session?.person.id === id} />
    </>
  );
}
