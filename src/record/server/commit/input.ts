import { Refusal } from '#/base/refusal.ts';
import { checkInput } from '../../shared/check.ts';
import { inputFields } from '../kit.ts';
import { checkReferences } from '../references.ts';
import type { Stage } from './commit.ts';

/** Checks what came in: unknown fields are refused, values are brought into their one form, references must exist. */
export const input: Stage = {
  name: 'input',
  async run(commit) {
    const { ctx, type, action } = commit;
    const fields = inputFields(type, action, ctx.face);
    // What a create leaves out its action may fill in; the stage `check` asks for the rest.
    const mode = action === 'edit' || action === 'create' ? 'partial' : 'whole';
    const { values, problems } = checkInput(fields, commit.input, mode, ctx.kit.shapes);
    const wrong = { ...problems, ...(await checkReferences(ctx, fields, values)) };
    if (Object.keys(wrong).length > 0) throw new Refusal('invalid', 'refusal.invalid', wrong);
    commit.input = values;
    if (action === 'create') {
      for (const [name, field] of Object.entries(type.definition.fields)) {
        commit.after[name] = values[name] ?? field.initial ?? null;
      }
    }
    if (action === 'create' || action === 'edit') Object.assign(commit.after, values);
  },
};
