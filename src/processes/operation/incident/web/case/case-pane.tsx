import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { concerns, useLive } from '#/platform/web/live.ts';
import { useText } from '#/platform/web/texts.ts';
import { useActions } from '#/platform/web/actions.ts';
import type { Action } from '#/platform/web/actions.ts';
import { useType } from '#/record/web/definitions.tsx';
import { StepDialog } from '#/record/web/form/step-dialog.tsx';
import { Failed } from '#/record/web/parts/states.tsx';
import { takeAhead } from './keys-ahead.ts';
import type { KeysAhead } from './keys-ahead.ts';
import { recordKey, useRecord } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { EarlierSolutions } from '../beside/similar-list.tsx';
import { useSimilar } from '../data/beside.ts';
import { usePresence } from '#/record/web/presence.ts';
import { useTitle } from '#/platform/web/title.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { CaseComing } from './case-coming.tsx';
import { CaseHead } from './case-head.tsx';
import { CaseSide } from './case-side.tsx';
import { Composer } from '#/capabilities/notes/web/composer.tsx';
import type { ComposerHandle } from '#/capabilities/notes/web/composer.tsx';
import { CaseConversation } from './case-conversation.tsx';
import { GoesAlong } from '#/capabilities/attachments/web/goes-along.tsx';
import { useSeen } from '#/capabilities/notifications/web/use-seen.ts';
import { useUnread } from '#/capabilities/notifications/web/use-unread.ts';
import { useAsk } from './use-ask.ts';
import type { Question } from '#/capabilities/notes/web/message-draft.ts';
import type { Steps } from '#/record/web/steps/use-steps.ts';
import { TakeDialog } from './take-dialog.tsx';
import { useResult } from './use-result.ts';
import { useSolution } from './use-solution.ts';
import { useCaseSteps } from './case-steps.ts';
import './case-pane.css';

interface CasePaneProps {
  /** The case's number, or its id. */
  number: string;
  onClose?: () => void;
  onExpand?: () => void;
}

/** A case with everything around it; beside the list, or on a page of its own. */
export function CasePane({ number, onClose, onExpand }: CasePaneProps) {
  // Whoever may read no cases at all is told so, not that this one is missing.
  const type = useType('incident');
  const { data, error, refetch } = useRecord(type.plural, number);
  const queries = useQueryClient();
  const id = data?.record.id;
  useLive((event) => {
    if (!concerns(event, 'incident', id ?? '')) return;
    void queries.invalidateQueries({ queryKey: recordKey('incidents', number) });
    if (id) void queries.invalidateQueries({ queryKey: ['beside', id] });
  });
  if (error && !data) {
    return (
      <>
        {onExpand ? null : <h1 className="only-read">{number}</h1>}
        <Failed error={error} retry={() => void refetch()} />
      </>
    );
  }
  if (!data) return <CaseComing number={number} />;
  return (
    <OpenCase
      key={data.record.id}
      number={number}
      answer={data}
      {...(onClose ? { onClose } : {})}
      {...(onExpand ? { onExpand } : {})}
    />
  );
}

function OpenCase({
  number,
  answer,
  onClose,
  onExpand,
}: {
  number: string;
  answer: RecordAnswer;
  onClose?: () => void;
  onExpand?: () => void;
}) {
  const { t } = useText();
  const type = useType('incident');
  const { record, names } = answer;
  const id = record.id;
  const [typing, setTyping] = useState(false);
  const present = usePresence(id, typing);
  useSeen(id, useUnread());
  const { data: similar = [] } = useSimilar({
    title: String(record['title']),
    exclude: id,
    ...(record['configurationItem'] ? { item: String(record['configurationItem']) } : {}),
  });
  const steps = useCaseSteps(type, answer);
  const ask = useAsk(steps);
  const solutionOf = useSolution();
  const result = useResult(type);
  const composer = useRef<ComposerHandle>(null);
  const recipient = names[String(record['affectedUser'] ?? record['requester'])]?.title ?? null;

  const asking = steps.asking;
  /** What stands in the reply is the solution: nobody types it twice, and it is not left behind as a draft. */
  const solve = (given: Readonly<Record<string, unknown>> = {}) => {
    const reply = composer.current?.reply() ?? '';
    if (reply === '' || given['solution']) return steps.begin('resolve', given);
    return steps.begin('resolve', { ...given, solution: reply }, { taken: () => composer.current?.used() });
  };
  const begin: Steps['begin'] = (name, given, asked) =>
    name === 'resolve' ? solve(given) : steps.begin(name, given, asked);
  useTitle(`${record.number} ${String(record['title'])}`);
  const group = t('action.group.case');
  const actions: Action[] = [
    ...(answer.steps.includes('reply')
      ? [{ id: 'reply', label: t('composer.reply'), keys: 'r', group, run: () => composer.current?.write('reply') }]
      : []),
    ...(answer.steps.includes('note')
      ? [{ id: 'note', label: t('composer.note'), keys: 'n', group, run: () => composer.current?.write('note') }]
      : []),
    ...steps.offered.map(({ name, label }) => ({
      id: `step ${name}`,
      label: `${label} · ${record.number}`,
      group,
      ...(steps.keys[name] ? { keys: steps.keys[name] } : {}),
      run: () => begin(name),
    })),
    ...(onClose
      ? [{ id: 'close-case', label: t('case.close-pane'), keys: 'escape', group, quiet: true, run: onClose }]
      : []),
    ...(onExpand ? [{ id: 'expand', label: t('case.expand'), keys: 'f', group, run: onExpand }] : []),
  ];
  useActions(actions);
  const doAhead = useEffectEvent(({ key, text }: KeysAhead) => {
    if (key === 'r' || key === 'n') composer.current?.write(key === 'r' ? 'reply' : 'note', text);
    else actions.find(({ keys }) => keys === key)?.run();
  });
  useEffect(() => {
    const pressed = takeAhead(number);
    if (pressed) doAhead(pressed);
  }, [number]);

  return (
    <article className="case" aria-label={`${record.number} ${String(record['title'])}`}>
      <CaseHead
        type={type}
        answer={answer}
        steps={{ ...steps, begin }}
        present={present}
        onClose={onClose}
        onExpand={onExpand}
      />
      <div className="case-body">
        <div className="case-talk">
          <CaseConversation type={type} answer={answer} />
          {answer.steps.includes('reply') || answer.steps.includes('note') ? (
            <Composer
              ref={composer}
              type={type}
              answer={answer}
              recipient={recipient}
              onTyping={setTyping}
              {...(answer.steps.includes('wait')
                ? { onAsk: (question: Question, asked: () => void) => void ask(question, asked) }
                : {})}
              {...(answer.steps.includes('resolve') ? { onSolve: () => solve() } : {})}
            />
          ) : null}
        </div>
        <CaseSide type={type} answer={answer} steps={steps} similar={similar} onUse={(one) => solutionOf(one, solve)} />
      </div>
      <TakeDialog type={type} answer={answer} steps={steps} />
      <AssignDialog type={type} answer={answer} opened={asking?.step.name === 'assign'} onClose={steps.end} />
      <StepDialog
        type={type}
        step={asking && asking.step.name !== 'assign' ? asking.step : null}
        answer={asking?.names ? { ...answer, names: { ...answer.names, ...asking.names } } : answer}
        given={asking?.given ?? {}}
        said={result.stepped}
        onClose={steps.end}
        onTaken={() => asking?.taken?.()}
      >
        {(fill) =>
          asking?.step.name === 'resolve' ? (
            <>
              <p className="step-hint">{t('case.solution-read')}</p>
              <EarlierSolutions cases={similar} onUse={(one) => solutionOf(one, fill)} />
            </>
          ) : (
            <GoesAlong files={asking?.files ?? []} />
          )
        }
      </StepDialog>
    </article>
  );
}
