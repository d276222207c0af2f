import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { fold } from '#/base/fold.ts';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { fieldOf, fieldsOf, useTypes } from '../definitions.tsx';
import type { FieldShape, TypeShape } from '../definitions.tsx';
import { useSettled } from '../form/record-picker.tsx';
import type { ListAnswer } from '../records.ts';
import { useWords } from '../words.ts';
import { operatorsFor, placeAt, written, writtenName } from '#/engines/filter/complete.ts';
import { filterSchemaOf } from './filter-schema.ts';

/** One thing that may be meant: what would be written, and what it is called. */
export interface Suggestion {
  text: string;
  label: string;
}

const most = 8;
const heads = ['number', 'state', 'createdAt', 'updatedAt'];

interface Completion {
  suggestions: readonly Suggestion[];
  /** Which of them the arrows are on. */
  at: number | null;
  /** Says where the cursor is. */
  look(cursor: number): void;
  /** Whether the key was one of the list's. */
  key(event: KeyboardEvent<HTMLInputElement>): boolean;
  take(suggestion: Suggestion): void;
}

/** What may be meant where somebody types a filter: fields, comparisons, values, names of people and groups. */
export function useCompletion(props: {
  type: TypeShape;
  text: string | null;
  asker: boolean;
  onText(text: string, cursor: number): void;
}): Completion {
  const { type, text, asker, onText } = props;
  const [cursor, setCursor] = useState(0);
  const [chosen, setChosen] = useState<{ for: string; at: number | null; shut: boolean }>({
    for: '',
    at: null,
    shut: false,
  });
  const schema = filterSchemaOf(type, text ?? '');
  const here = text === null ? null : placeAt(text, Math.min(cursor, text.length), schema);
  const place = here?.place;
  const shape = place && 'field' in place ? fieldOf(type, place.field) : undefined;
  const sought = useSettled(place?.expects === 'value' && shape?.to ? (here?.prefix ?? '') : '');
  const named = useNamed(place?.expects === 'value' ? shape : undefined, sought);
  const known = useKnown(type, asker);

  const all =
    !here || !place
      ? []
      : place.expects === 'value' && shape
        ? [...known.values(shape), ...named]
        : known.at(place, schema);
  const wanted = fold(here?.prefix ?? '');
  const fits = ({ text: one, label }: Suggestion) =>
    fold(one).startsWith(wanted) ||
    fold(label)
      .split(' ')
      .some((word) => word.startsWith(wanted)) ||
    fold(label).startsWith(wanted);
  // Where a field may stand, so may any word that is searched for: nothing is suggested before one is begun.
  const begun = place?.expects !== 'field' || wanted !== '';
  const state = text ?? '';
  const open = begun && !(chosen.for === state && chosen.shut);
  const suggestions = open ? all.filter((one) => fits(one) || named.includes(one)).slice(0, most) : [];
  const at = chosen.for === state && chosen.at !== null && chosen.at < suggestions.length ? chosen.at : null;

  const take = (suggestion: Suggestion) => {
    if (!here || text === null) return;
    const after = text.slice(here.to);
    const space = suggestion.text.endsWith('(') || after.startsWith(' ') ? '' : ' ';
    const next = `${text.slice(0, here.from)}${suggestion.text}${space}`;
    setCursor(next.length);
    onText(next + after, next.length);
  };
  return {
    suggestions,
    at,
    look: setCursor,
    take,
    key(event) {
      if (suggestions.length === 0) return false;
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move !== undefined) {
        const from = at ?? (move === 1 ? -1 : 0);
        setChosen({ for: state, at: (from + move + suggestions.length) % suggestions.length, shut: false });
      } else if (event.key === 'Escape') setChosen({ for: state, at: null, shut: true });
      else if ((event.key === 'Enter' || event.key === 'Tab') && at !== null) {
        const suggestion = suggestions[at];
        if (suggestion) take(suggestion);
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

/** What is known without asking the server. */
function useKnown(type: TypeShape, asker: boolean) {
  const { t } = useText();
  const words = useWords();
  const plain = (texts: readonly string[]): Suggestion[] => texts.map((text) => ({ text, label: text }));
  return {
    at(place: { expects: string; field?: string }, schema: ReturnType<typeof filterSchemaOf>): Suggestion[] {
      if (place.expects === 'connective') return plain(['and', 'or']);
      if (place.expects === 'operator') {
        const fieldType = schema.fields[place.field ?? ''];
        return fieldType ? plain(operatorsFor(fieldType)) : [];
      }
      const names = [...heads, ...fieldsOf(type).map(({ name }) => name)].filter((name) =>
        Object.hasOwn(schema.fields, name),
      );
      return [...new Set(names)].map((text) => ({ text, label: words.label(type, text) }));
    },
    values(field: FieldShape): Suggestion[] {
      const { name, kind, to } = field;
      switch (kind) {
        case 'choice':
          return (field.options ?? []).map(({ value, label }) => ({ text: written(name, value), label }));
        case 'boolean':
          return [true, false].map((value) => ({ text: String(value), label: t(value ? 'record.yes' : 'record.no') }));
        case 'level': {
          const [min, max] = [field.min ?? 1, field.max ?? 5];
          return Array.from({ length: max - min + 1 }, (_, nth) => nth + min).map((level) => ({
            text: String(level),
            label: words.level(name, level),
          }));
        }
        case 'date':
        case 'instant':
          return plain(['today', 'today-7d', 'today-30d', ...(kind === 'instant' ? ['now-1d', 'now-7d'] : [])]);
        default:
          if (!asker) return [];
          if (to === 'person') return [{ text: 'me', label: t('filter.me') }];
          return to === 'group' ? [{ text: 'my.groups', label: t('filter.my-groups') }] : [];
      }
    },
  };
}

/** Records that are called so, as the pickers find them. Of one name that several have the number is written. */
function useNamed(field: FieldShape | undefined, prefix: string): Suggestion[] {
  const type = useTypes().kind(field?.to ?? '');
  const asked = prefix.trim();
  const { data } = useQuery({
    queryKey: ['pick', type?.plural, 'named', asked],
    enabled: type !== undefined && asked !== '',
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      get<ListAnswer>(
        `/${type?.plural}`,
        { search: /[\p{L}\p{N}]$/u.test(asked) ? `${asked}*` : asked, limit: most },
        signal,
      ),
  });
  if (!type || asked === '') return [];
  const titled = (data?.rows ?? []).map((row) => ({
    number: row.number,
    title: String(row[type.item.title] ?? row.number),
  }));
  return titled.map(({ number, title }) => {
    const several = titled.filter((other) => fold(other.title) === fold(title)).length > 1;
    return several
      ? { text: writtenName(number), label: `${title} (${number})` }
      : { text: writtenName(title), label: title };
  });
}
