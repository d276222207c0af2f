import type { ShapeCheck } from '#/record/server/kit.ts';

const permission = /^[a-z][a-z-]*\.[a-z][a-z-]*$/;
const most = { grants: 200, where: 4000 };

/** The form of a role's grants. Whether their filters can be read is asked when the role is saved: it takes the kit. */
const grants: ShapeCheck = (value) => {
  if (!Array.isArray(value)) return [{ path: '', key: 'field.not-list' }];
  if (value.length > most.grants) return [{ path: '', key: 'field.too-many', params: { max: most.grants } }];
  return (value as unknown[]).flatMap((grant, index) => {
    const path = String(index);
    if (typeof grant !== 'object' || grant === null || Array.isArray(grant))
      return [{ path, key: 'access.not-a-grant' }];
    const { permission: held, where, ...rest } = grant as Record<string, unknown>;
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) return [{ path: `${path}.${unknown}`, key: 'field.unknown' }];
    if (typeof held !== 'string' || !permission.test(held)) {
      return [{ path: `${path}.permission`, key: 'access.not-a-permission' }];
    }
    if (where === undefined) return [];
    if (typeof where !== 'string') return [{ path: `${path}.where`, key: 'field.not-text' }];
    if (where.trim() === '') return [{ path: `${path}.where`, key: 'access.empty-filter' }];
    if (where.length > most.where)
      return [{ path: `${path}.where`, key: 'field.too-long', params: { max: most.where } }];
    return [];
  });
};

/** Named checks for `createKit`. */
export const accessShapes: Readonly<Record<string, ShapeCheck>> = { grants };
