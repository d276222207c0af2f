import { useParams } from '@tanstack/react-router';
import { useTypes } from '#/record/web/definitions.tsx';

/** One record of what is set up. */
export function RecordPage() {
  const { plural = '' } = useParams({ strict: false }) as { plural?: string };
  const type = useTypes().plural(plural);
  return <div className="page">{type?.label}</div>;
}
export { RecordPage as AdministrationRecord };
