import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { checkInput } from '#/record/shared/check.ts';
import { inputFields } from '../kit.ts';
import { checkReferences } from '../references.ts';
import type { Commit, Row, Stage } from './commit.ts';

/** Checks what came in: unknown fields are refused, values are brought into their one form, references must exist. */
export const input: Stage = {
  name: 'input',
  async run(commit) {
    const { ctx, type, action } = commit;
    const fields = inputFields(type, action, ctx.face);
    // What a create leaves out its action may fill in; the stage `check` asks for the rest.
    const mode = action === 'edit' || action === 'create' ? 'partial' : 'whole';
    const { custom, ...own } = commit.input;
    const takesCustom = type.definition.custom && (action === 'create' || action === 'edit');
    const given = takesCustom ? own : commit.input;
    const { values, problems } = checkInput(fields, given, mode, ctx.kit.shapes);
    type.behaviours[action]?.early?.(commit, values);
    commit.naming?.ask({ ...commit.before, ...values, updatedBy: ctx.actor.person });
    const stood = action === 'edit' ? commit.before : null;
    const wrong = { ...problems, ...(await checkReferences(ctx, fields, values, stood)) };
    if (takesCustom && (custom !== undefined || action === 'create')) {
      const { kept, problems: more } = await checkCustom(commit, custom ?? {});
      Object.assign(wrong, more);
      commit.after['custom'] = { ...(commit.before?.['custom'] as Row | undefined), ...kept };
    }
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

/** Customers' own fields: the same checks as built-in ones; each problem is named `custom.key`. */
async function checkCustom(commit: Commit, custom: unknown): Promise<{ kept: Row; problems: Record<string, Message> }> {
  const { ctx, type, action } = commit;
  if (typeof custom !== 'object' || custom === null || Array.isArray(custom)) {
    return { kept: {}, problems: { custom: message('field.not-object') } };
  }
  const all = await ctx.kit.customFields(ctx, type.definition.name);
  const fields = Object.fromEntries(
    Object.entries(all).filter(([, field]) => ctx.face === 'workspace' || field.audience !== 'staff'),
  );
  const mode = action === 'create' && ctx.actor.kind === 'person' ? 'whole' : 'partial';
  const { values, problems } = checkInput(fields, custom as Row, mode, ctx.kit.shapes);
  const stood = action === 'edit' ? (commit.before?.['custom'] as Row | undefined) : null;
  const wrong = { ...problems, ...(await checkReferences(ctx, fields, values, stood ?? null)) };
  return {
    kept: values,
    problems: Object.fromEntries(Object.entries(wrong).map(([key, problem]) => [`custom.${key}`, problem])),
  };
}
