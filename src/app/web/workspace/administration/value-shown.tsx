import { useText } from '#/platform/web/texts.ts';
import type { FieldShape } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import type { Names } from '#/record/shared/named.ts';
import { linesOf } from './document-lines.ts';

/** A value for reading; a document as its lines. */
export function ValueShown({ field, value, names }: { field: FieldShape; value: unknown; names: Names }) {
  const { t } = useText();
  const words = useWords();
  if (field.kind === 'json' && value !== null && value !== undefined) {
    return <pre className="admin-document">{linesOf(value).join('\n')}</pre>;
  }
  return <>{words.value(field, value, names) || <span className="admin-none">{t('record.nothing')}</span>}</>;
}
