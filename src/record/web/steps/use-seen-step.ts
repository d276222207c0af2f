import { useRef } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { Problem } from '#/platform/web/problem.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '../definitions.tsx';
import { fieldOf } from '../definitions.tsx';
import { whoChanged } from '../edit/who-changed.ts';
import { keepRecord, takeStep } from '../records.ts';
import type { RecordAnswer, Row } from '../records.ts';
import { useWords } from '../words.ts';

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');

/**
 * Takes a step by a form that was opened on `record`. Where somebody has changed one of the form's own fields since, it
 * is refused once, with who and what at the field: sent again, it has been seen. What else was changed asks nothing.
 * For a component that is mounted as the form opens.
 */
export function useSeenStep(type: TypeShape, record: Row) {
  const queries = useQueryClient();
  const { t } = useText();
  const words = useWords();
  const seen = useRef(record);
  const take = async (
    step: string,
    fields: readonly string[],
    input: Record<string, unknown>,
  ): Promise<RecordAnswer> => {
    const { id, version } = seen.current;
    try {
      return await takeStep(queries, type.plural, id, step, input, version);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 412) throw problem;
      const now = await get<RecordAnswer>(`/${type.plural}/${id}`);
      keepRecord(queries, type.plural, now);
      const overtaken = fields.filter((name) => !same(now.record[name], seen.current[name]));
      seen.current = now.record;
      if (overtaken.length === 0) return take(step, fields, input);
      const said = overtaken.map(async (name) => {
        const shape = fieldOf(type, name);
        const value = (shape && words.value(shape, now.record[name], now.names)) || t('record.nothing');
        const by = (await whoChanged(id, name)) ?? t('stale.somebody');
        return [name, t('stale.now', { name: by, value })];
      });
      throw new Problem({
        status: 412,
        code: 'stale',
        title: t('stale.title'),
        detail: t('stale.step'),
        fields: Object.fromEntries(await Promise.all(said)) as Record<string, string>,
      });
    }
  };
  return take;
}
