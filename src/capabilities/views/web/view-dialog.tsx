import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { problemText } from '#/platform/web/problem-text.ts';
import { Problem } from '#/platform/web/problem.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { View } from '#/capabilities/views/shared/view.ts';

interface ViewDialogProps {
  /** The view that is named anew; `new` for one that is saved; null while the dialog is shut. */
  view: View | 'new' | null;
  onClose(): void;
  onSave(name: string, shared: boolean): Promise<void>;
}

/** The name of a view, and whether everybody may use it. */
export function ViewDialog({ view, onClose, onSave }: ViewDialogProps) {
  const { t } = useText();
  const { session } = useSession();
  const known = view === null || view === 'new' ? null : view;
  const [name, setName] = useState(known?.name ?? '');
  const [shared, setShared] = useState(known?.shared ?? false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setProblem(t('field.required'));
    try {
      await onSave(name.trim(), shared);
    } catch (error) {
      setProblem((error instanceof Problem && error.fields['name']) || problemText(error, t));
    }
  };
  return (
    <Modal
      opened={view !== null}
      onClose={onClose}
      title={t(known ? 'views.rename' : 'views.save')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <form className="record-form" onSubmit={(event) => void submit(event)} noValidate>
        <TextInput
          data-autofocus
          size="xs"
          label={t('views.name')}
          required
          maxLength={100}
          value={name}
          error={problem}
          onChange={({ target }) => setName(target.value)}
        />
        {may(session, 'views.share') ? (
          <Checkbox
            size="xs"
            label={t('views.share')}
            checked={shared}
            onChange={({ target }) => setShared(target.checked)}
          />
        ) : null}
        <div className="form-end">
          <Button type="submit" size="xs">
            {t('record.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
