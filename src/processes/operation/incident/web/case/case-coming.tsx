import { Waiting } from '#/record/web/parts/states.tsx';
import { useKeysAhead } from './keys-ahead.ts';

/** The keys of a case that are heard while it is on its way, and whether each opens something to write in. */
const keys: Readonly<Record<string, boolean>> = { r: true, n: true, s: true, w: true, a: true, t: false };

/** A case that is on its way: what is pressed for it meanwhile is done once it stands there. */
export function CaseComing({ number }: { number: string }) {
  useKeysAhead(number, keys);
  return <Waiting lines={10} />;
}
