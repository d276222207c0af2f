import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';
import { useClocks } from '#/capabilities/clocks/web/use-clocks.ts';
import { useCaseContext } from '../data/beside.ts';
import type { Present } from '#/record/web/presence.ts';
import { PriorityMark, StateMark } from '#/record/web/parts/marks.tsx';
import { Deadline } from '#/capabilities/clocks/web/deadline.tsx';
import { PersonStrip } from './person-strip.tsx';
import { StepButtons } from '#/record/web/steps/step-buttons.tsx';
import { Title } from '#/record/web/edit/title.tsx';
import type { Steps } from '#/record/web/steps/use-steps.ts';

interface CaseHeadProps {
  type: TypeShape;
  answer: RecordAnswer;
  steps: Steps;
  /** Who else is here. */
  present: readonly Present[];
  onClose?: (() => void) | undefined;
  onExpand?: (() => void) | undefined;
}

/** What stands over everything else of a case: what it is, how urgent, whose, and what can be done. */
export function CaseHead({ type, answer, steps, present, onClose, onExpand }: CaseHeadProps) {
  const { t } = useText();
  const words = useWords();
  const { record } = answer;
  const { data: clocks = [] } = useClocks(record.id);
  const { data: context } = useCaseContext(record.id);
  const priority = Number(record['priority']);
  const calculated = Number(record['calculatedPriority']);
  return (
    <header className="case-head">
      <div className="case-line">
        <span className="case-number">{record.number}</span>
        <StateMark type={type} state={record.state} />
        <PriorityMark level={priority} />
        {record['priorityReason'] ? (
          <span className="case-override" title={String(record['priorityReason'])}>
            {t('case.overridden', { calculated: words.level('priority', calculated) })}
          </span>
        ) : null}
        <Deadline clocks={clocks} />
        <span className="case-present" role="status">
          {present.map((one) => (
            <span key={one.person} data-doing={one.doing}>
              {t(`presence.${one.doing}`, { name: one.name })}
            </span>
          ))}
        </span>
        <span className="case-tools">
          {onExpand ? (
            <button
              type="button"
              className="icon-button"
              aria-label={t('case.expand')}
              title={t('case.expand')}
              onClick={onExpand}
            >
              <Icon name="expand" />
            </button>
          ) : null}
          {onClose ? (
            <button
              type="button"
              className="icon-button"
              aria-label={t('case.close-pane')}
              title={t('case.close-pane')}
              onClick={onClose}
            >
              <Icon name="close" />
            </button>
          ) : null}
        </span>
      </div>
      <Title type={type} answer={answer} level={onExpand ? 2 : 1} />
      <PersonStrip
        person={context?.affectedUser ?? null}
        reporter={context?.requester ?? null}
        waiting={context === undefined}
      />
      <StepButtons steps={steps} />
    </header>
  );
}
