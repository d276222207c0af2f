/** A call that is being logged; kept as a draft. */
export interface Call extends Record<string, unknown> {
  affectedUser: string | null;
  affectedName: string;
  requester: string | null;
  title: string;
  description: string;
  service: string | null;
  category: string | null;
  configurationItem: string | null;
  group: string | null;
  impact: number;
  urgency: number;
  channel: string;
  resolving: boolean;
  closeCode: string | null;
  solution: string;
  cause: string;
  custom: Readonly<Record<string, unknown>>;
}

export const blankCall: Call = {
  affectedUser: null,
  affectedName: '',
  requester: null,
  title: '',
  description: '',
  service: null,
  category: null,
  configurationItem: null,
  group: null,
  impact: 3,
  urgency: 2,
  channel: 'phone',
  resolving: false,
  closeCode: null,
  solution: '',
  cause: '',
  custom: {},
};

/** What a call may say besides its words. */
export const callInputs = ['service', 'category', 'configurationItem', 'group'] as const;

/** What is sent to log it; `resolve`: solved in the same step. */
export function inputOf(call: Call, resolve: boolean): Record<string, unknown> {
  const { affectedUser, title, description, impact, urgency, channel, closeCode, solution, cause, custom } = call;
  return {
    affectedUser,
    requester: call.requester ?? affectedUser,
    title: title.trim(),
    impact,
    urgency,
    channel,
    ...(description.trim() ? { description } : {}),
    ...Object.fromEntries(callInputs.flatMap((name) => (call[name] ? [[name, call[name]]] : []))),
    ...(Object.keys(custom).length > 0 ? { custom } : {}),
    ...(resolve ? { closeCode, solution, ...(cause.trim() ? { cause } : {}) } : {}),
  };
}

/** The fields that must not be left empty, of those that are. */
export function missingIn(call: Call, resolve: boolean): string[] {
  return [
    ...(call.affectedUser ? [] : ['affectedUser']),
    ...(call.title.trim() ? [] : ['title']),
    ...(resolve && !call.closeCode ? ['closeCode'] : []),
    ...(resolve && !call.solution.trim() ? ['solution'] : []),
  ];
}

/** What a call says, to tell two of them apart. */
export const callInWords = ({ affectedName, title, description, solution }: Call): string =>
  [affectedName, title, description, solution].filter((one) => one?.trim()).join('\n');
