import { Button, Modal } from '@mantine/core';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { leaveControl } from '#/platform/web/actions.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import type { Steps } from '#/record/web/steps/use-steps.ts';
import { useWords } from '#/record/web/words.ts';
import { useTimeline } from '#/capabilities/history/web/use-timeline.ts';

interface TakeDialogProps {
  type: TypeShape;
  answer: RecordAnswer;
  steps: Steps;
}

/** A colleague works on it: who, since when, in which state; and only then it is taken over. */
export function TakeDialog({ type, answer, steps }: TakeDialogProps) {
  const { t } = useText();
  const words = useWords();
  const formats = useFormats();
  const { record, names } = answer;
  const { data } = useTimeline(record.id);
  const given = data?.pages.flatMap(({ entries }) => entries).find(({ changes }) => changes?.['assignee']);
  const since = given?.at ?? String(record['openedAt']);
  const name = names[String(record['assignee'])]?.title ?? t('assign.nobody');
  const reason = names[String(record['pendingReason'])]?.title;
  return (
    <Modal
      opened={steps.confirming !== null}
      onClose={steps.end}
      title={t('take.title', { name })}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <p>
        {t('take.since', { name, since: formats.when(since) })}{' '}
        {[words.state(type, record.state), reason].filter(Boolean).join(' · ')}
      </p>
      <div className="form-end">
        <Button
          size="xs"
          data-autofocus
          onClick={() => {
            steps.confirm();
            leaveControl();
          }}
        >
          {t('take.over')}
        </Button>
        <Button size="xs" variant="default" onClick={steps.end}>
          {t('take.leave', { name })}
        </Button>
      </div>
    </Modal>
  );
}
