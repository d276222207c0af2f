import { fold } from '#/base/fold.ts';
import { wordAsMapped } from '#/capabilities/mapping/shared/case.ts';
import type { StateMapping } from '#/capabilities/mapping/shared/mapping.ts';

/** Statuses that desks use together with a sub-status. Whoever waits for the user has asked them something. */
export const pairedStatuses: Readonly<Record<string, StateMapping>> = {
  'accepted/in progress': { state: 'in-progress' },
  'accepted/assigned': { state: 'assigned' },
  'accepted/wait': { state: 'pending' },
  'accepted/wait - user': { state: 'pending', reason: 'user', answered: true },
  'accepted/wait - customer': { state: 'pending', reason: 'user', answered: true },
  'accepted/wait - vendor': { state: 'pending', reason: 'supplier' },
  'accepted/wait - implementation': { state: 'pending', reason: 'change' },
  'queued/awaiting assignment': { state: 'new' },
  'completed/resolved': { state: 'resolved' },
  'completed/closed': { state: 'closed' },
  'completed/in call': { state: 'closed', answered: true },
  'completed/cancelled': { state: 'cancelled' },
  'unmatched/unmatched': { state: 'new' },
};

const user: StateMapping = { state: 'pending', reason: 'user', answered: true };
const supplier: StateMapping = { state: 'pending', reason: 'supplier' };

/** Whole statuses in English, Slovak, Czech, German and French, as tools and desks call them. */
const phrases: readonly (readonly [StateMapping, readonly string[]])[] = [
  [{ state: 'new' }, [
    'new', 'open', 'opened', 'queued', 'to do', 'todo', 'logged', 'registered', 'submitted', 'received', 'unassigned',
    'awaiting assignment', 'nový', 'nová', 'nové', 'otvorený', 'otvorená', 'otvorené', 'zaevidovaný', 'zaevidované',
    'otevřený', 'otevřeno', 'neu', 'offen', 'nouveau', 'nouvelle', 'ouvert',
  ]],
  [{ state: 'assigned' }, [
    'assigned', 'processing (assigned)', 'pridelený', 'pridelené', 'priradený', 'priradené', 'přiřazený', 'přiřazeno',
    'zugewiesen', 'attribué', 'assigné', 'affecté', 'en cours (attribué)',
  ]],
  [{ state: 'in-progress' }, [
    'in progress', 'work in progress', 'active', 'accepted', 'reopened', 're-opened', 'reopen', 'started', 'in work',
    'under investigation', 'investigating', 'processing', 'processing (planned)', 'waiting for support', 'escalated',
    'v riešení', 'rieši sa', 'v procese', 'v spracovaní', 'prebieha', 'rozpracovaný', 'rozpracované', 'znovu otvorený',
    'znovu otvorené', 'v řešení', 'řeší se', 'in bearbeitung', 'in arbeit', 'wieder geöffnet', 'en cours',
    'en traitement', 'rouvert',
  ]],
  [{ state: 'pending' }, [
    'pending', 'on hold', 'waiting', 'wait', 'stalled', 'suspended', 'postponed', 'deferred', 'pending reminder',
    'čaká', 'čakajúci', 'čakajúce', 'pozastavený', 'pozastavené', 'odložený', 'čeká', 'pozastaveno', 'wartend', 'wartet',
    'warten', 'zurückgestellt', 'angehalten', 'en attente', 'suspendu',
  ]],
  [user, [
    'waiting for customer', 'waiting on customer', 'awaiting customer', 'pending customer', 'awaiting user info',
    'awaiting user', 'waiting for user', 'pending user', 'wait - user', 'wait - customer', 'waiting for requester',
    'awaiting caller', 'awaiting user response', 'čaká na používateľa', 'čaká na zákazníka', 'čaká na klienta',
    'čeká na uživatele', 'čeká na zákazníka', 'warten auf kunde', 'warten auf kunden', 'warten auf benutzer',
    'en attente du client', 'en attente utilisateur',
  ]],
  [supplier, [
    'awaiting vendor', 'waiting for vendor', 'waiting on third party', 'pending vendor', 'wait - vendor',
    'awaiting supplier', 'waiting for supplier', 'pending supplier', 'čaká na dodávateľa', 'čeká na dodavatele',
    'warten auf lieferant', 'en attente fournisseur',
  ]],
  [{ state: 'pending', reason: 'change' }, ['awaiting change', 'waiting for change', 'wait - implementation']],
  [{ state: 'resolved' }, [
    'resolved', 'solved', 'completed', 'complete', 'fixed', 'vyriešený', 'vyriešená', 'vyriešené', 'vyřešený',
    'vyřešeno', 'gelöst', 'behoben', 'erledigt', 'résolu',
  ]],
  [{ state: 'closed' }, [
    'closed', 'done', 'closed complete', 'closed successful', 'closed unsuccessful', 'closed incomplete',
    'uzavretý', 'uzavretá', 'uzavreté', 'uzatvorený', 'uzatvorené', 'zatvorený', 'zatvorené', 'ukončený', 'ukončené',
    'uzavřený', 'uzavřeno', 'geschlossen', 'abgeschlossen', 'clos', 'fermé', 'clôturé',
  ]],
  [{ state: 'cancelled' }, [
    'cancelled', 'canceled', 'closed skipped', 'withdrawn', 'zrušený', 'zrušená', 'zrušené', 'zrušeno', 'storniert',
    'abgebrochen', 'annulé', 'abandonné',
  ]],
]; // prettier-ignore

/** Words without case, accents and what parts them: `Re-opened` → re opened. */
const bare = (status: string): string =>
  fold(status)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const known: ReadonlyMap<string, StateMapping> = new Map(
  phrases.flatMap(([state, words]) => words.map((word) => [bare(word), state] as const)),
);

/**
 * What a status most likely means; undefined where it is not known for certain. A status counts as a whole: what a word
 * within it would mean says nothing of "Unresolved" or "Not active". A number before it (`6 - Resolved`) is passed over.
 */
export function stateOf(status: string): StateMapping | undefined {
  const whole = bare(status);
  return known.get(whole) ?? known.get(whole.replace(/^\d+ /, ''));
}

/** The statuses among the words of a column that are known, as a mapping writes them. */
export function knownStatuses(words: readonly string[]): Record<string, StateMapping> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const state = stateOf(word);
      return state === undefined ? [] : [[wordAsMapped(word), state] as const];
    }),
  );
}

/** All statuses that are known, for sources of which not all words can be known. */
export const allStatuses: Readonly<Record<string, StateMapping>> = Object.fromEntries(
  phrases.flatMap(([state, words]) => words.map((word) => [wordAsMapped(word), state] as const)),
);
