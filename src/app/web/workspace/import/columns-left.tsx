import { columnsLeft } from '#/capabilities/recorded/shared/columns-read.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';

/** What of a file does not come in: nobody finds out afterwards that the comments stayed behind. */
export function ColumnsLeft({ columns, mapping }: { columns: readonly string[]; mapping: Mapping }) {
  const { t } = useText();
  const left = columnsLeft(mapping, columns);
  if (left.length === 0) return null;
  return <p className="import-quiet">{t('import.columns-left', { count: left.length, columns: left.join(', ') })}</p>;
}
