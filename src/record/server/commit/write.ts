import { Parameters, quote } from '#/platform/database/build.ts';
import type { Commit, Stage } from './commit.ts';
import { raise, raisedBy } from '../epoch.ts';
import { changedBeside } from './commit.ts';

/** Writes the record, with what its clocks and its history keep in it. */
export const write: Stage = {
  name: 'write',
  run(commit) {
    const { type, before } = commit;
    const changed = commit.notes['changed'] as string[];
    const beside = changedBeside(commit);
    if (!before) commit.writes.push(insert(commit));
    else if (changed.length > 0)
      commit.writes.push(update(commit, [...changed, ...beside, 'version', 'updatedAt', 'updatedBy']));
    else if (beside.length > 0) commit.writes.push(update(commit, beside));
    else return;
    const raised = raise(raisedBy(type, before ? [...changed, ...beside] : 'created'));
    commit.writes.push(...raised);
    commit.notes['raised'] = raised.length > 0;
  },
};

/** A value as a column of a type keeps it: lists and flags are never absent. */
export function stored(value: unknown, type: string): unknown {
  if (value !== undefined && value !== null) return value;
  if (type.endsWith('[]')) return [];
  return type === 'boolean' ? false : null;
}

function columnValue(commit: Commit, field: string, type: string): unknown {
  const value = stored(commit.after[field], type);
  return type === 'jsonb' && value !== null ? JSON.stringify(value) : value;
}

function insert(commit: Commit) {
  const { type, customer } = commit;
  const parameters = new Parameters();
  const columns = type.columns.map(({ column }) => quote(column));
  const values = type.columns.map(
    ({ field, type: sqlType }) => `${parameters.value(columnValue(commit, field, sqlType))}::${sqlType}`,
  );
  if (type.definition.customer === 'own') {
    columns.push('customer');
    values.push(parameters.value(customer));
  }
  return {
    into: type.table,
    sql: `insert into ${quote(type.table)} (${columns.join(', ')}) values (${values.join(', ')})`,
    parameters: parameters.values,
  };
}

function update(commit: Commit, fields: string[]) {
  const { type, id } = commit;
  const parameters = new Parameters();
  const byField = new Map(type.columns.map((column) => [column.field, column]));
  const sets = fields.flatMap((field) => {
    const column = byField.get(field);
    if (!column) return [];
    const value = parameters.value(columnValue(commit, field, column.type));
    return [`${quote(column.column)} = ${value}::${column.type}`];
  });
  return {
    into: type.table,
    sql: `update ${quote(type.table)} set ${sets.join(', ')} where id = ${parameters.value(id)}`,
    parameters: parameters.values,
  };
}
