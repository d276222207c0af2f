import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import type { Behaviour } from '#/record/server/kit.ts';

/**
 * A custom field belongs to a record type that takes them; its key and kind stay once values may hang on them. A
 * choice has options, a reference a kind of record to point at.
 */
const save: Behaviour = {
  apply(commit) {
    const { ctx, before, after } = commit;
    const wrong: Record<string, Message> = {};
    const type = ctx.kit.types.get(after['record'] as string);
    if (!type?.definition.custom) wrong['record'] = message('custom-field.record-takes-none');
    else if (Object.hasOwn(type.definition.fields, after['key'] as string)) {
      wrong['key'] = message('custom-field.key-taken');
    }
    if (after['kind'] === 'choice' && (after['options'] as string[]).length === 0) {
      wrong['options'] = message('custom-field.choice-needs-options');
    }
    if (after['kind'] === 'ref' && !ctx.kit.types.has((after['to'] as string | null) ?? '')) {
      wrong['to'] = message('custom-field.reference-needs-kind');
    }
    for (const field of ['record', 'key', 'kind']) {
      if (before && before[field] !== after[field]) wrong[field] = message('custom-field.fixed');
    }
    if (Object.keys(wrong).length > 0) throw new Refusal('invalid', 'refusal.invalid', wrong);
  },
};

export const customFieldBehaviours: Readonly<Record<string, Behaviour>> = {
  'custom-field.create': save,
  'custom-field.edit': save,
};
