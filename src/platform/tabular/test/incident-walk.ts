import { pick } from './random.ts';

/** Status and sub-status as one: `concept:name` and `lifecycle:transition` of an event. */
export type Step =
  | 'Accepted/In Progress'
  | 'Accepted/Assigned'
  | 'Accepted/Wait'
  | 'Accepted/Wait - User'
  | 'Accepted/Wait - Implementation'
  | 'Accepted/Wait - Vendor'
  | 'Accepted/Wait - Customer'
  | 'Queued/Awaiting Assignment'
  | 'Completed/Resolved'
  | 'Completed/Closed'
  | 'Completed/In Call'
  | 'Completed/Cancelled'
  | 'Unmatched/Unmatched';

type Choices = readonly (readonly [Step, number])[];

const afterWaiting: Choices = [
  ['Accepted/In Progress', 35],
  ['Completed/Resolved', 30],
  ['Queued/Awaiting Assignment', 16],
  ['Accepted/Wait - User', 9],
  ['Accepted/Assigned', 5],
  ['Accepted/Wait', 3],
  ['Accepted/Wait - Implementation', 2],
];

/** What comes after what while a case is open, in round shares as desks of this kind show them. */
const next: Partial<Record<Step, Choices>> = {
  'Accepted/In Progress': [
    ['Queued/Awaiting Assignment', 28],
    ['Accepted/In Progress', 24],
    ['Completed/Resolved', 16],
    ['Accepted/Wait - User', 12],
    ['Accepted/Assigned', 9],
    ['Accepted/Wait', 5],
    ['Accepted/Wait - Implementation', 2],
    ['Accepted/Wait - Vendor', 1],
    ['Accepted/Wait - Customer', 0.4],
  ],
  'Queued/Awaiting Assignment': [
    ['Accepted/In Progress', 93],
    ['Queued/Awaiting Assignment', 7],
  ],
  'Accepted/Assigned': [
    ['Accepted/In Progress', 97],
    ['Accepted/Assigned', 3],
  ],
};

const usualStart: Choices = [
  ['Accepted/In Progress', 85],
  ['Queued/Awaiting Assignment', 15],
];

const longestWalk = 120;

/** Walks from a step until the case is resolved. */
function walk(random: () => number, from: Step): Step[] {
  const steps: Step[] = [from];
  let step = from;
  while (step !== 'Completed/Resolved' && steps.length < longestWalk) {
    step = pick(random, next[step] ?? afterWaiting);
    steps.push(step);
  }
  if (step !== 'Completed/Resolved') steps.push('Completed/Resolved');
  return steps;
}

/** The traps that a case may be made to show; every log of 20 cases or more shows each at least once. */
export type Trap =
  | 'goes-on-after-completed'
  | 'starts-waiting'
  | 'starts-completed'
  | 'ends-in-call'
  | 'ends-resolved'
  | 'cancelled'
  | 'unmatched'
  | 'never-ends'
  | 'one-event'
  | 'every-wait';

const everyWait: Step[] = [
  'Accepted/Wait',
  'Accepted/Wait - User',
  'Accepted/Wait - Implementation',
  'Accepted/Wait - Vendor',
  'Accepted/Wait - Customer',
];

/** The steps of one case. */
export function walkCase(random: () => number, trap: Trap | undefined): Step[] {
  const closed = (): Step[] => [...walk(random, pick(random, usualStart)), 'Completed/Closed'];
  switch (trap) {
    case 'goes-on-after-completed': {
      // Half of them come back from resolved, half from closed.
      const first = closed();
      return [
        ...(random() < 0.5 ? first : first.slice(0, -1)),
        ...walk(random, 'Accepted/In Progress'),
        'Completed/Closed',
      ];
    }
    case 'starts-waiting':
      return [
        ...walk(
          random,
          pick(
            random,
            everyWait.map((step) => [step, 1] as const),
          ),
        ),
        'Completed/Closed',
      ];
    case 'starts-completed':
      return random() < 0.5 ? ['Completed/Resolved', 'Completed/Closed'] : ['Completed/In Call'];
    case 'ends-in-call':
      return ['Accepted/In Progress', 'Completed/In Call'];
    case 'ends-resolved':
      return closed().slice(0, -1);
    case 'cancelled':
      return ['Queued/Awaiting Assignment', 'Accepted/In Progress', 'Completed/Cancelled'];
    case 'unmatched':
      return [
        'Accepted/In Progress',
        'Completed/Resolved',
        'Unmatched/Unmatched',
        ...walk(random, 'Accepted/In Progress'),
        'Completed/Closed',
      ];
    case 'never-ends':
      return [
        'Queued/Awaiting Assignment',
        'Accepted/In Progress',
        pick(
          random,
          everyWait.map((step) => [step, 1] as const),
        ),
      ];
    case 'one-event':
      return ['Accepted/In Progress'];
    case 'every-wait':
      return [
        'Accepted/In Progress',
        ...everyWait,
        'Accepted/Assigned',
        'Accepted/In Progress',
        'Completed/Resolved',
        'Completed/Closed',
      ];
    default:
      return closed();
  }
}
