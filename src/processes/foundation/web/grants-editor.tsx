import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import type { Grant } from '#/processes/foundation/shared/role.ts';
import { ConditionEditor } from './condition-editor.tsx';
import './grants-editor.css';

interface Permission {
  permission: string;
  kind: string | null;
  uses: readonly { kind: string; actions: readonly string[] }[];
}

/** What a role grants: each permission once, for every record or for those that a filter names. */
export const Editor: ShapeEditor = ({ field, value, errors, onChange }) => {
  const { t } = useText();
  const types = useTypes();
  const grants = useMemo(() => (Array.isArray(value) ? (value as Grant[]) : []), [value]);
  const { data } = useQuery({
    queryKey: ['permissions'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await get<{ rows: Permission[] }>('/permissions', {}, signal)).rows,
  });
  const known = new Map((data ?? []).map((one) => [one.permission, one]));
  const free = (data ?? []).filter(({ permission }) => !grants.some((grant) => grant.permission === permission));
  const kindName = (kind: string) => types.kind(kind)?.labelMany ?? t(`admin.kind.${kind}`);
  // A permission may be granted twice, under two conditions: a grant is known by its place.
  const places = grants.map((grant, index) => ({ grant, index }));
  const put = (index: number, grant: Grant) => onChange(grants.with(index, grant));
  return (
    <fieldset className="grants">
      <legend>{field.label}</legend>
      {errors[field.name] ? <p className="admin-problem">{errors[field.name]}</p> : null}
      {grants.length === 0 ? <p className="admin-none">{t('admin.grants.none')}</p> : null}
      <ul>
        {places.map(({ grant, index }) => {
          const about = known.get(grant.permission);
          const uses = about?.uses.map(({ kind, actions }) => `${kindName(kind)}: ${actions.join(', ')}`).join(' · ');
          return (
            <li key={index}>
              <div className="grants-head">
                <code>{grant.permission}</code>
                <span>{uses || t(`admin.permission.${grant.permission}`)}</span>
                <RemoveButton name={grant.permission} onClick={() => onChange(grants.toSpliced(index, 1))} />
              </div>
              {about?.kind ? (
                <>
                  <label className="admin-check">
                    <input
                      type="checkbox"
                      checked={grant.where === undefined}
                      onChange={({ target }) =>
                        put(
                          index,
                          target.checked
                            ? { permission: grant.permission }
                            : { permission: grant.permission, where: 'is:served' },
                        )
                      }
                    />
                    {t('admin.grants.all')}
                  </label>
                  {grant.where === undefined ? null : (
                    <ConditionEditor
                      label={t('admin.grants.where')}
                      kind={about.kind}
                      asker="holder"
                      value={grant.where}
                      onChange={(where) => put(index, { permission: grant.permission, where })}
                    />
                  )}
                </>
              ) : (
                <p className="admin-none">{t('admin.grants.whole')}</p>
              )}
            </li>
          );
        })}
      </ul>
      <label className="grants-add">
        <span>{t('admin.grants.add')}</span>
        <select value="" onChange={({ target }) => onChange([...grants, { permission: target.value }])}>
          <option value="">{t('record.choose')}</option>
          {free.map(({ permission }) => (
            <option key={permission} value={permission}>
              {permission}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
};
