import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { checkInput } from '#/record/shared/check.ts';
import { inputFields } from '../kit.ts';
import { checkReferences } from '../references.ts';
import type { Commit, Row, Stage } from './commit.ts';

/** Checks what came in: unknown fields are refused, values are brought into their one form, references must exist. */
export const input: Stage = {
  name: 'input',
  ahead(commit) {
    // What an edit leaves as it stood is not asked about again, and that is known when it is loaded.
    if (commit.action === 'edit') return;
    const begun = read(commit);
    begun.references.catch(() => {});
    ahead.set(commit, begun);
  },
  async run(commit) {
    const { ctx, type, action } = commit;
    const { custom } = commit.input;
    const takesCustom = takesOwnFields(commit);
    const { values, problems, references } = ahead.get(commit) ?? read(commit);
    // Whoever fails before it is waited for says why.
    references.catch(() => {});
    type.behaviours[action]?.early?.(commit, values);
    commit.naming?.ask({ ...commit.before, ...values, updatedBy: ctx.actor.person });
    const wrong = { ...problems, ...(await references) };
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

const ahead = new WeakMap<Commit, ReturnType<typeof read>>();

const takesOwnFields = ({ type, action }: Commit): boolean =>
  type.definition.custom === true && (action === 'create' || action === 'edit');

/** What came in, checked by itself, and what the database says of the records that it names. */
function read(commit: Commit) {
  const { ctx, type, action } = commit;
  const fields = inputFields(type, action, ctx.face);
  // What a create leaves out its action may fill in; the stage `check` asks for the rest.
  const mode = action === 'edit' || action === 'create' ? 'partial' : 'whole';
  const { custom: _, ...own } = commit.input;
  const { values, problems } = checkInput(fields, takesOwnFields(commit) ? own : commit.input, mode, ctx.kit.shapes);
  const stood = action === 'edit' ? commit.before : null;
  return { values, problems, references: checkReferences(ctx, fields, values, stood) };
}

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
