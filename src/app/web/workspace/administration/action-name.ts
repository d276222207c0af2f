import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';

/** What somebody did, in a word: the steps of the kind, and what every record and account knows. */
export function useActionName(): (type: TypeShape | undefined, action: string) => string {
  const { t } = useText();
  return (type, action) => {
    const step = type?.steps.find(({ name }) => name === action)?.label;
    if (step) return step;
    const said = t(`admin.action.${action}`);
    return said.startsWith('admin.action.') ? action : said;
  };
}
