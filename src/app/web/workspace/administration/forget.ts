import { useQueryClient } from '@tanstack/react-query';
import type { TypeShape } from '#/record/web/definitions.tsx';

/** After a change of what is set up: lists, choices and what was derived from it are read anew. */
export function useForgetSettings(): (type: TypeShape) => void {
  const queries = useQueryClient();
  return ({ plural, name }) => {
    for (const key of ['list', 'all', 'pick', 'admin-history']) {
      void queries.invalidateQueries({ queryKey: [key, plural] });
    }
    // Fields that were added belong to the types of record that have them.
    if (name === 'custom-field') void queries.invalidateQueries({ queryKey: ['definitions'] });
    void queries.invalidateQueries({ queryKey: ['admin-person'] });
    void queries.invalidateQueries({ queryKey: ['broken-rows'] });
    // Other kinds name this one; what they are called may have changed.
    void queries.invalidateQueries({ queryKey: ['record'], refetchType: 'none' });
  };
}
