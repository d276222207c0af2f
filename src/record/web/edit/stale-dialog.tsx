import { Button, Modal } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import { useWords } from '#/record/web/words.ts';
import type { Names } from '#/record/shared/named.ts';
import type { Stale } from './use-edit.ts';
import './stale-dialog.css';

interface StaleDialogProps {
  stale: Stale | null;
  names: Names;
  onInsist(stale: Stale): void;
  onSettle(): void;
}

/** Two people changed one value: both stand side by side, and one is chosen. No slip of a key or of the pointer chooses. */
export function StaleDialog({ stale, names, onInsist, onSettle }: StaleDialogProps) {
  const { t } = useText();
  const words = useWords();
  const said = (value: unknown) => (stale && words.value(stale.shape, value, names)) || t('record.nothing');
  return (
    <Modal
      opened={stale !== null}
      onClose={onSettle}
      title={t('stale.title')}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      {stale ? (
        <div className="stale">
          <p>
            {stale.by === null
              ? t('stale.text', { field: stale.label })
              : t('stale.text-by', { field: stale.label, name: stale.by })}
          </p>
          <dl>
            <dt>{t('stale.theirs')}</dt>
            <dd>{said(stale.theirs)}</dd>
            <dt>{t('stale.mine')}</dt>
            <dd>{said(stale.mine)}</dd>
          </dl>
          <div className="form-end">
            <Button size="xs" onClick={() => onInsist(stale)}>
              {t('stale.keep-mine')}
            </Button>
            <Button size="xs" variant="default" onClick={onSettle}>
              {t('stale.keep-theirs')}
            </Button>
          </div>
        </div>
      ) : null}
    </Modal>
  );
}
