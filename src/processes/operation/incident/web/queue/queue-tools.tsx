import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { ColumnChoice } from '#/record/web/list/list-tools.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';

interface QueueToolsProps {
  type: TypeShape;
  dense: boolean;
  onDense(dense: boolean): void;
  /** Opens the changes of many that can be taken back; null where the person makes none. */
  onRuns: (() => void) | null;
  columns: readonly string[];
  onColumns(columns: readonly string[]): void;
}

/** How the list is shown, beside its filter. */
export function QueueTools({ type, dense, onDense, onRuns, columns, onColumns }: QueueToolsProps) {
  const { t } = useText();
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-pressed={dense}
        aria-label={t('list.dense')}
        title={t('list.dense')}
        onClick={() => onDense(!dense)}
      >
        <Icon name="rows" />
      </button>
      {onRuns ? (
        <button
          type="button"
          className="icon-button"
          aria-label={t('bulk.runs')}
          title={t('bulk.runs')}
          onClick={onRuns}
        >
          <Icon name="history" />
        </button>
      ) : null}
      <ColumnChoice type={type} columns={columns} onChange={onColumns} />
    </>
  );
}
