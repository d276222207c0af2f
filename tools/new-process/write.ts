/** What a process begins with. */
export interface NewProcess {
  /** Stage of the life cycle, or `functions`: the folder that it stands in. */
  stage: string;
  /** The record in kebab case, singular: `known-error`. */
  name: string;
  /** `known-errors` */
  plural: string;
  /** `KER` */
  prefix: string;
}

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export const stages = ['strategy', 'design', 'transition', 'operation', 'improvement', 'functions'] as const;

/** Checks what was asked for; answers with a sentence for each thing that is wrong. */
export function problemsOf({ stage, name, plural, prefix }: NewProcess): string[] {
  return [
    ...(stages.some((one) => one === stage) ? [] : [`"${stage}" is none of ${stages.join(', ')}`]),
    ...(kebab.test(name) ? [] : [`"${name}" is no name in kebab case`]),
    ...(kebab.test(plural) && plural !== name ? [] : [`"${plural}" is no plural of ${name}`]),
    ...(/^[A-Z]{3}$/.test(prefix) ? [] : [`"${prefix}" is not three capitals`]),
  ];
}

const camel = (text: string) => text.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
const words = (text: string) => text.replaceAll('-', ' ');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The files of a process as it begins, by their paths: a definition with a life cycle of four states, one step that
 * does something, and the texts. They compile and keep the rules of dependency; what they say is meant to be replaced.
 */
export function filesOf(process: NewProcess): Map<string, string> {
  const { stage, name, plural, prefix } = process;
  const root = `src/processes/${stage}/${name}`;
  const id = camel(name);
  const label = words(name);
  const definition = `import { longText, ref, required, text } from '#/record/shared/field.ts';
import { defineRecord } from '#/record/shared/define.ts';

/** ${capital(label)}: what it is, in the words of the field, and where that is defined. */
export const ${id} = defineRecord({
  name: '${name}',
  plural: '${plural}',
  prefix: '${prefix}',
  fields: {
    title: required(text({ search: 'A' })),
    description: longText({ search: 'B' }),
    group: ref('group', { column: 'support_group', duty: true }),
    assignee: ref('person', { duty: true }),
    outcome: longText({ search: 'C', byStep: true }),
  },
  states: { new: 'open', 'in-progress': 'open', done: 'done', cancelled: 'ended' },
  start: 'new',
  steps: {
    start: { from: ['new'], to: 'in-progress', may: '${name}.work' },
    finish: { from: ['new', 'in-progress'], to: 'done', may: '${name}.work', input: { outcome: required(longText()) } },
    cancel: { from: ['new', 'in-progress'], to: 'cancelled', may: '${name}.work' },
  },
  customer: 'shared',
  item: { title: 'title', group: 'group', assignee: 'assignee' },
  columns: ['number', 'title', 'state', 'group', 'assignee'],
  sort: '-number',
  read: '${name}.read',
  create: '${name}.create',
  edit: '${name}.work',
  frozen: ['done', 'cancelled'],
  capabilities: [],
});
`;
  const behaviours = `import type { Behaviour } from '#/record/server/kit.ts';
import { finish } from './actions/finish.ts';

/** What ${words(plural)} do, by action. */
export const ${id}Behaviours: Readonly<Record<string, Behaviour>> = {
  '${name}.finish': finish,
};
`;
  const finish = `import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';

/** It is over, and what came of it is written down. */
export const finish: Behaviour = {
  apply(commit) {
    set(commit, 'outcome', commit.input['outcome']);
    commit.announcements.push({ name: '${name}.finished' });
  },
};
`;
  return new Map([
    [`${root}/shared/${name}.ts`, definition],
    [`${root}/server/index.ts`, behaviours],
    [`${root}/server/actions/finish.ts`, finish],
    [`${root}/texts/en.json`, texts(process, english)],
    [`${root}/texts/sk.json`, texts(process, slovak)],
  ]);
}

/** The process table of tools/layers/place.ts with the new process in it; it imports the foundation and nothing else. */
export function declared(place: string, { stage, name }: NewProcess): string {
  const entry = `  '${stage}/${name}': ['foundation'],\n`;
  if (place.includes(`'${stage}/${name}':`)) return place;
  return place.replace(/(export const processes[^{]*\{\n(?: {2}.*\n)*)(\};)/, `$1${entry}$2`);
}

interface Words {
  fields: Readonly<Record<string, string>>;
  states: Readonly<Record<string, string>>;
  steps: Readonly<Record<string, string>>;
}

const english: Words = {
  fields: { title: 'Title', description: 'Details', group: 'Group', assignee: 'Assignee', outcome: 'Outcome' },
  states: { new: 'New', 'in-progress': 'In progress', done: 'Done', cancelled: 'Cancelled' },
  steps: { start: 'Start', finish: 'Finish', cancel: 'Cancel' },
};
const slovak: Words = {
  fields: { title: 'Názov', description: 'Podrobnosti', group: 'Skupina', assignee: 'Riešiteľ', outcome: 'Výsledok' },
  states: { new: 'Nový', 'in-progress': 'V riešení', done: 'Hotový', cancelled: 'Zrušený' },
  steps: { start: 'Začať', finish: 'Dokončiť', cancel: 'Zrušiť' },
};

function texts({ name }: NewProcess, { fields, states, steps }: Words): string {
  const entries = [
    ...Object.entries(fields).map(([field, text]) => [`field.${name}.${field}`, text]),
    ...Object.entries(states).map(([state, text]) => [`state.${name}.${state}`, text]),
    ...Object.entries(steps).map(([step, text]) => [`step.${name}.${step}`, text]),
  ];
  return `${JSON.stringify(Object.fromEntries(entries.toSorted()), null, 2)}\n`;
}
