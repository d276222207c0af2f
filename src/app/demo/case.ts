/** Services of the made-up provider, by a short word. */
export type ServiceKey =
  | 'workplace'
  | 'mail'
  | 'print'
  | 'network'
  | 'vpn'
  | 'erp'
  | 'files'
  | 'phone'
  | 'accounts'
  | 'web'
  | 'warehouse'
  | 'meeting';

/** One kind of trouble, told once and lived through by many people. `{item}` is the configuration item's name. */
export interface Trouble {
  language: 'en' | 'sk';
  title: string;
  body: string;
  service: ServiceKey;
  /** Name of the shipped category, in English. */
  category: string;
  impact: 1 | 2 | 3;
  urgency: 1 | 2 | 3;
  /** The desk's first answer. */
  reply: string;
  /** What the desk has to know, and what it is told. */
  ask?: readonly [question: string, answer: string];
  /** Goes to the specialists with this note. */
  escalate?: string;
  /** Waits for somebody else, and is told why. */
  wait?: readonly [reason: 'supplier' | 'change' | 'problem' | 'until-date', why: string];
  solution: string;
  cause?: string;
  code: 'fixed' | 'workaround' | 'user-guided' | 'no-fault-found' | 'by-supplier' | 'by-change';
  tags?: readonly string[];
}
