// Only to read paths by: what leads elsewhere is told by it.
const here = 'http://here.invalid';

/** A path of this site and nothing else: a link could bring anything. Null where it is none. */
function pathWithin(path: string | null): string | null {
  if (!path?.startsWith('/') || !URL.canParse(path, here)) return null;
  const url = new URL(path, here);
  return url.origin === here ? `${url.pathname}${url.search}${url.hash}` : null;
}

/**
 * Where somebody is after signing in, by whatever door: where they wanted to go; else whoever works here in the
 * workspace, everybody else on the portal.
 */
export function landingOf({ workspace }: { workspace: boolean }, wanted: string | null = null): string {
  return pathWithin(wanted) ?? (workspace ? '/work' : '/');
}
