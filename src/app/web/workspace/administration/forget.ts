import { useQueryClient } from '@tanstack/react-query';
import type { TypeShape } from '#/record/web/definitions.tsx';

/** After a change of what is set up: lists, choices and what was derived from it are read anew. */
export function useForgetSettings(): (type: TypeShape) => void {
  const queries = useQueryClient();
  return ({ plural }) => {
    for (const key of ['list', 'all', 'pick', 'admin-history']) {
      void queries.invalidateQueries({ queryKey: [key, plural] });
    }
    void queries.invalidateQueries({ queryKey: ['admin-person'] });
    void queries.invalidateQueries({ queryKey: ['broken-rows'] });
    // Other kinds name this one; what they are called may have changed.
    void queries.invalidateQueries({ queryKey: ['record'], refetchType: 'none' });
  };
}
