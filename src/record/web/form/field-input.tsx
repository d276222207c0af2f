import { Suspense, use, useId } from 'react';
import { Checkbox, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import type { FieldShape } from '../definitions.tsx';
import type { Row } from '../records.ts';
import { useWords } from '../words.ts';
import { fromLocal, toLocal } from '#/platform/web/local-time.ts';
import { RecordPicker } from './record-picker.tsx';

/** Editors of documents, by the field's `shape`: written by hand, loaded when they are needed. */
export type ShapeEditor = (props: {
  field: FieldShape;
  value: unknown;
  names: Names;
  /** The whole form, for editors that depend on another field. */
  form: Readonly<Record<string, unknown>>;
  errors: Readonly<Record<string, string>>;
  onChange(value: unknown): void;
}) => React.ReactNode;

export type ShapeEditors = Readonly<Record<string, () => Promise<{ Editor: ShapeEditor }>>>;

interface FieldInputProps {
  field: FieldShape;
  value: unknown;
  names: Names;
  /** `row`: the record that was chosen, where it is a reference. */
  onChange(value: unknown, row?: Row): void;
  error?: string | undefined;
  autoFocus?: boolean;
  editors?: ShapeEditors;
  form?: Readonly<Record<string, unknown>>;
  errors?: Readonly<Record<string, string>>;
  /** What is offered for a reference, in the filter language. */
  filter?: string;
}

/** The input of a field, by its kind. */
export function FieldInput(props: FieldInputProps) {
  const { field, value, names, onChange, error, autoFocus = false, editors, filter } = props;
  const { t } = useText();
  const words = useWords();
  const zone = useSession().session?.person.timeZone;
  const id = useId();
  const { label, required } = field;
  const focus = autoFocus ? { autoFocus, 'data-autofocus': true } : {};
  const common = { label, required, error, id, size: 'xs', ...focus } as const;
  const text = value === null || value === undefined ? '' : String(value);
  switch (field.kind) {
    case 'long-text':
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={14}
          maxLength={field.max}
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    case 'integer':
    case 'decimal':
      return (
        <TextInput
          {...common}
          type="number"
          min={field.min}
          max={field.max}
          step={field.kind === 'decimal' ? 'any' : 1}
          value={text}
          onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
        />
      );
    case 'boolean':
      return (
        <Checkbox
          id={id}
          size="xs"
          label={label}
          error={error}
          checked={value === true}
          onChange={({ target }) => onChange(target.checked)}
          {...focus}
        />
      );
    case 'date':
      return (
        <TextInput {...common} type="date" value={text} onChange={({ target }) => onChange(target.value || null)} />
      );
    case 'instant':
      return (
        <TextInput
          {...common}
          type="datetime-local"
          value={toLocal(text, zone)}
          onChange={({ target }) => onChange(fromLocal(target.value, zone))}
        />
      );
    case 'choice':
    case 'level': {
      const options =
        field.kind === 'choice'
          ? (field.options ?? [])
          : Array.from({ length: (field.max ?? 5) - (field.min ?? 1) + 1 }, (_, at) => {
              const level = at + (field.min ?? 1);
              return { value: String(level), label: words.level(field.name, level) };
            });
      const chosen = (next: string) => (next === '' ? null : field.kind === 'level' ? Number(next) : next);
      return (
        <NativeSelect
          {...common}
          value={text}
          data={[
            ...(required && text !== '' ? [] : [{ value: '', label: t(field.unset ?? 'record.choose') }]),
            ...options,
          ]}
          onChange={({ target }) => onChange(chosen(target.value))}
        />
      );
    }
    case 'ref':
      return (
        <RecordPicker
          kind={field.to ?? ''}
          label={label}
          required={required}
          error={error}
          value={text || null}
          names={names}
          onChange={onChange}
          autoFocus={autoFocus}
          {...offered(field, filter)}
        />
      );
    case 'refs':
      return <RefsInput {...props} />;
    case 'tags':
      return (
        <TextInput
          {...common}
          description={t('record.tags-hint')}
          defaultValue={Array.isArray(value) ? value.join(', ') : ''}
          onChange={({ target }) =>
            onChange(
              target.value
                .split(',')
                .map((tag) => tag.trim())
                .filter(Boolean),
            )
          }
        />
      );
    case 'json': {
      const load = editors?.[field.shape ?? ''];
      if (!load) return null;
      return (
        <Suspense>
          <Shaped
            load={load}
            field={field}
            value={value}
            names={names}
            form={props.form ?? {}}
            errors={props.errors ?? {}}
            onChange={onChange}
          />
        </Suspense>
      );
    }
    default:
      return (
        <TextInput
          {...common}
          type={field.format === 'email' ? 'email' : field.format === 'phone' ? 'tel' : 'text'}
          maxLength={field.max}
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      );
  }
}

type Load = ShapeEditors[string];
const loaded = new Map<Load, ReturnType<Load>>();

function loadedBy(load: Load): ReturnType<Load> {
  let part = loaded.get(load);
  if (!part) loaded.set(load, (part = load()));
  return part;
}

/** The editor of a document; what it is made of is loaded when the first one is shown. */
function Shaped({ load, ...props }: { load: Load } & Parameters<ShapeEditor>[0]) {
  const { Editor } = use(loadedBy(load));
  return <Editor {...props} />;
}

function RefsInput({ field, value, names, onChange, error }: FieldInputProps) {
  const { t } = useText();
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const known = useKnownNames(names);
  return (
    <fieldset className="refs-input">
      <legend>{field.label}</legend>
      <ul>
        {chosen.map((id) => (
          <li key={id}>
            {known.of(id)}
            <button
              type="button"
              className="text-button"
              aria-label={t('record.remove-this', { name: known.of(id) })}
              onClick={() => onChange(chosen.filter((other) => other !== id))}
            >
              {t('record.remove')}
            </button>
          </li>
        ))}
      </ul>
      <RecordPicker
        kind={field.to ?? ''}
        label={t('record.add-to', { field: field.label })}
        error={error}
        value={null}
        names={names}
        again
        {...offered(field)}
        onChange={(id, row) => {
          if (id === null || chosen.includes(id)) return;
          if (row) known.keep(id, String(row['name'] ?? row['title'] ?? row.number));
          onChange([...chosen, id]);
        }}
      />
    </fieldset>
  );
}

const picked = new Map<string, string>();

/** Names of what was chosen in this visit, which the record as it was read does not know yet. */
function useKnownNames(names: Names) {
  return {
    of: (id: string) => names[id]?.title ?? picked.get(id) ?? '…',
    keep: (id: string, name: string) => picked.set(id, name),
  };
}

/** What a picker offers, where that is not all that is in use: whoever is to do something must be able to. */
function offered({ to, duty }: FieldShape, filter?: string): { filter?: string } {
  if (filter !== undefined) return { filter };
  return duty && to === 'person' ? { filter: 'state = active and is:can-work' } : {};
}
