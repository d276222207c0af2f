import { createContext, use } from 'react';
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { Problem } from '#/platform/web/problem.ts';
import { useText } from '#/platform/web/texts.ts';
import { Failed, Waiting } from './parts/states.tsx';
import type { FieldKind } from '#/record/shared/field.ts';
import type { StateGroup } from '#/record/shared/define.ts';

/** A field as `/definitions` tells it, in the reader's language. */
export interface FieldShape {
  name: string;
  label: string;
  kind: FieldKind;
  required: boolean;
  computed: boolean;
  byStep: boolean;
  audience: 'everyone' | 'staff';
  max?: number;
  min?: number;
  options?: readonly { value: string; label: string }[];
  to?: string;
  initial?: unknown;
  format?: string;
  shape?: string;
  /** Key of the words for leaving a choice open, where that says something. */
  unset?: string;
  /** Names whoever is to do something: who can no longer work is not offered. */
  duty?: boolean;
}

export interface StepShape {
  name: string;
  label: string;
  from: readonly string[];
  to: string | null;
  /** It stays in the house, and can be taken back. */
  undoable: boolean;
  input: readonly FieldShape[];
}

/** A record type that the reader may read: lists, forms and dialogs follow it. */
export interface TypeShape {
  name: string;
  plural: string;
  prefix: string;
  label: string;
  labelMany: string;
  fields: readonly FieldShape[];
  /** Fields that may be given on creation; null where the reader may not create one. */
  create: readonly string[] | null;
  edit: readonly string[] | null;
  states: readonly { name: string; group: StateGroup; label: string }[];
  start: string;
  steps: readonly StepShape[];
  item: { title: string };
  columns: readonly string[];
  sort: string;
  frozen: readonly string[];
  capabilities: readonly string[];
  custom: boolean;
  /** Fields that customers added, each under `custom.key`, in their order. */
  own: readonly FieldShape[];
}

/** The record types by kind and by plural. */
export interface Types {
  all: readonly TypeShape[];
  kind(name: string): TypeShape | undefined;
  plural(plural: string): TypeShape | undefined;
}

const Known = createContext<Types>({ all: [], kind: () => undefined, plural: () => undefined });

/** The record types that the reader may read; loaded before any page is shown. */
export const useTypes = (): Types => use(Known);

/** A type that a page cannot do without. Throws where the reader may not read it: the page's boundary says so. */
export function useType(kind: string): TypeShape {
  const type = useTypes().kind(kind);
  if (!type) throw new Problem({ status: 403, code: 'forbidden', title: '', detail: '' });
  return type;
}

/** Reads the record types and hands them to everything inside. */
export function TypesProvider({ children }: { children: ReactNode }) {
  const { language } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['definitions', language],
    queryFn: ({ signal }) => get<{ types: TypeShape[] }>('/definitions', {}, signal),
    staleTime: Infinity,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={12} />;
  const types = typesOf(data.types);
  return <Known value={types}>{children}</Known>;
}

const indexed = new WeakMap<readonly TypeShape[], Types>();

function typesOf(all: readonly TypeShape[]): Types {
  let types = indexed.get(all);
  if (!types) {
    const byKind = new Map(all.map((type) => [type.name, type]));
    const byPlural = new Map(all.map((type) => [type.plural, type]));
    types = { all, kind: (name) => byKind.get(name), plural: (plural) => byPlural.get(plural) };
    indexed.set(all, types);
  }
  return types;
}

/** The fields of a type, with those that customers added. */
export const fieldsOf = (type: TypeShape): readonly FieldShape[] => [...type.fields, ...type.own];

/** A field of a type, with those that customers added and those that every record has. */
export function fieldOf(type: TypeShape, name: string): FieldShape | undefined {
  return fieldsOf(type).find((field) => field.name === name) ?? headField(type, name);
}

function headField(type: TypeShape, name: string): FieldShape | undefined {
  const field = (kind: FieldKind, more: Partial<FieldShape> = {}): FieldShape => ({
    name,
    label: '',
    kind,
    required: true,
    computed: true,
    byStep: false,
    audience: 'everyone',
    ...more,
  });
  switch (name) {
    case 'number':
      return field('text');
    case 'state':
      return field('choice', { options: type.states.map((state) => ({ value: state.name, label: state.label })) });
    case 'createdAt':
    case 'updatedAt':
      return field('instant');
    case 'createdBy':
    case 'updatedBy':
      return field('ref', { to: 'person' });
    default:
      return undefined;
  }
}
