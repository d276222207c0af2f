import { Modal } from '@mantine/core';
import { Problem } from '#/platform/web/problem.ts';
import { useText } from '#/platform/web/texts.ts';
import { RecordForm } from '../form/record-form.tsx';
import type { Wanting } from './use-edit.ts';

interface WantingDialogProps {
  wanting: Wanting | null;
  onComplete(wanting: Wanting, value: unknown): Promise<string | null>;
  onForgo(): void;
}

/** A change needs one more fact: it is asked for, and the change goes with it. Closed, nothing is changed. */
export function WantingDialog({ wanting, onComplete, onForgo }: WantingDialogProps) {
  const { t } = useText();
  return (
    <Modal
      opened={wanting !== null}
      onClose={onForgo}
      title={wanting?.why ?? ''}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      {wanting ? (
        <RecordForm
          fields={[{ ...wanting.field, required: true }]}
          values={{}}
          names={{}}
          submit={t('record.save')}
          autoFocus
          onCancel={onForgo}
          onSubmit={async (values) => {
            const why = await onComplete(wanting, values[wanting.field.name]);
            if (why !== null) throw refused(wanting.field.name, why);
          }}
        />
      ) : null}
    </Modal>
  );
}

const refused = (field: string, why: string) =>
  new Problem({ status: 422, code: 'invalid', title: why, detail: '', fields: { [field]: why } });
