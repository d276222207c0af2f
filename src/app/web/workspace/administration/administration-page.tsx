import { useParams } from '@tanstack/react-router';
import { useTypes } from '#/record/web/definitions.tsx';

/** Everything that is set up, kind by kind. */
export function AdministrationPage() {
  const { plural = '' } = useParams({ strict: false }) as { plural?: string };
  const type = useTypes().plural(plural);
  return <div className="page">{type?.labelMany}</div>;
}
