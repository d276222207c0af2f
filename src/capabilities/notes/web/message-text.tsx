import { Link } from '@tanstack/react-router';
import { LinkedText } from '#/platform/web/linked-text.tsx';

const renderCase = (number: string, text: string) => <Link to={`/incidents/${number}` as never}>{text}</Link>;

/** What a message says: text as it was written, with links where it names addresses and cases. */
export function MessageText({ text }: { text: string }) {
  return (
    <div className="message-body">
      <LinkedText text={text} renderCase={renderCase} />
    </div>
  );
}
