import { useRef, useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useLive } from '#/platform/web/live.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { useActions } from '#/record/web/actions.ts';
import type { Action } from '#/record/web/actions.ts';
import { useType } from '#/record/web/definitions.tsx';
import { StepDialog } from '#/record/web/form/step-dialog.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import { recordKey, useRecord } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import type { SimilarCase } from '#/processes/operation/incident/shared/beside.ts';
import { CasesOf, ItemsOf, SimilarList } from '../beside/cases.tsx';
import { Clocks } from '../beside/clocks.tsx';
import { Files } from '../beside/files.tsx';
import { History } from '../beside/history.tsx';
import { Section } from '../beside/section.tsx';
import { Tasks } from '../beside/tasks.tsx';
import { Links, TimeSpent, Watchers } from '../beside/work.tsx';
import { useCaseContext, useClocks, useSimilar } from '../data/beside.ts';
import { usePresence } from '../data/presence.ts';
import { PriorityMark, StateMark } from '../parts/marks.tsx';
import { useTitle } from '#/record/web/title.ts';
import { useWords } from '#/record/web/words.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { Composer } from './composer.tsx';
import type { ComposerHandle } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { Deadline } from './deadline.tsx';
import { Facts } from './facts.tsx';
import { PersonStrip } from './person-strip.tsx';
import { Title } from './title.tsx';
import { useAsk } from './use-ask.ts';
import { useResult } from './use-result.ts';
import { stepKeys, useSteps } from './use-steps.ts';
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
    if (event.type !== 'again' && !(event.type === 'change' && event.item === id)) return;
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
  if (!data) return <Waiting lines={10} />;
  return (
    <OpenCase
      key={data.record.id}
      answer={data}
      {...(onClose ? { onClose } : {})}
      {...(onExpand ? { onExpand } : {})}
    />
  );
}

const leading = 5;

function OpenCase({
  answer,
  onClose,
  onExpand,
}: {
  answer: RecordAnswer;
  onClose?: () => void;
  onExpand?: () => void;
}) {
  const { t } = useText();
  const words = useWords();
  const type = useType('incident');
  const { session } = useSession();
  const { record, names } = answer;
  const id = record.id;
  const [typing, setTyping] = useState(false);
  const present = usePresence(id, typing);
  const { data: clocks = [] } = useClocks(id);
  const { data: context } = useCaseContext(id);
  const { data: similar = [] } = useSimilar({
    title: String(record['title']),
    exclude: id,
    ...(record['configurationItem'] ? { item: String(record['configurationItem']) } : {}),
  });
  const steps = useSteps(type, answer);
  const ask = useAsk(steps);
  const result = useResult(type);
  const composer = useRef<ComposerHandle>(null);
  const priority = Number(record['priority']);
  const calculated = Number(record['calculatedPriority']);
  const recipient = names[String(record['affectedUser'] ?? record['requester'])]?.title ?? null;

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
      ...(stepKeys[name] ? { keys: stepKeys[name] } : {}),
      run: () => steps.begin(name),
    })),
    ...(onClose
      ? [{ id: 'close-case', label: t('case.close-pane'), keys: 'escape', group, quiet: true, run: onClose }]
      : []),
    ...(onExpand ? [{ id: 'expand', label: t('case.expand'), keys: 'f', group, run: onExpand }] : []),
  ];
  useActions(actions);

  const endAsDuplicate = ({ id: other, number, title }: SimilarCase) =>
    steps.begin(
      'cancel',
      { duplicateOf: other, reason: t('case.duplicate-reason', { number }) },
      { names: { [other]: { kind: 'incident', title, number } } },
    );
  const buttons = steps.offered.slice(0, leading);
  const rest = steps.offered.slice(leading);
  const asking = steps.asking;

  return (
    <article className="case" aria-label={`${record.number} ${String(record['title'])}`}>
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
        <Title answer={answer} level={onExpand ? 2 : 1} />
        <PersonStrip
          person={context?.affectedUser ?? null}
          reporter={context?.requester ?? null}
          waiting={context === undefined}
        />
        <div className="case-steps" role="group" aria-label={t('case.steps')}>
          {buttons.map(({ name, label }, index) => (
            <Button
              key={name}
              size="compact-sm"
              variant={index === 0 ? 'filled' : 'default'}
              title={stepKeys[name]?.toUpperCase()}
              onClick={() => steps.begin(name)}
            >
              {label}
            </Button>
          ))}
          {rest.length > 0 ? (
            <Menu position="bottom-start" withinPortal>
              <Menu.Target>
                <Button size="compact-sm" variant="default">
                  {t('case.more')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown aria-label={t('case.more')}>
                {rest.map(({ name, label }) => (
                  <Menu.Item key={name} onClick={() => steps.begin(name)}>
                    {label}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </div>
      </header>
      <div className="case-body">
        <div className="case-talk">
          <Conversation type={type} answer={answer} />
          {answer.steps.includes('reply') || answer.steps.includes('note') ? (
            <Composer
              ref={composer}
              answer={answer}
              recipient={recipient}
              onTyping={setTyping}
              {...(answer.steps.includes('wait')
                ? { onAsk: (text: string, asked: () => void) => void ask(text, asked) }
                : {})}
            />
          ) : null}
        </div>
        <aside className="case-side" aria-label={t('case.beside')} tabIndex={0}>
          <Section title={t('beside.facts')} open>
            <Facts type={type} answer={answer} onStep={(step) => steps.begin(step)} />
          </Section>
          <Section title={t('beside.clocks')} count={clocks.length}>
            <Clocks id={id} />
          </Section>
          <Section title={t('beside.cases')} count={context?.cases.open.length}>
            {context ? (
              <CasesOf
                type={type}
                person={String(record['affectedUser'] ?? record['requester'])}
                cases={context.cases}
              />
            ) : (
              <Waiting lines={2} />
            )}
          </Section>
          <Section title={t('beside.items')} count={context?.items.length}>
            {context ? <ItemsOf items={context.items} /> : <Waiting lines={2} />}
          </Section>
          <Section title={t('beside.similar')} count={similar.length}>
            <SimilarList
              type={type}
              cases={similar}
              {...(answer.steps.includes('resolve')
                ? { onUse: (one) => steps.begin('resolve', { solution: one.solution, closeCode: one.closeCode }) }
                : {})}
              {...(answer.steps.includes('cancel') ? { onDuplicate: endAsDuplicate } : {})}
            />
          </Section>
          <Tasks id={id} mayEdit={answer.may.edit} />
          <Links id={id} mayEdit={answer.may.edit} />
          <Files id={id} mayEdit={answer.may.edit} />
          <Watchers id={id} mayEdit={answer.may.edit} />
          <TimeSpent id={id} mayEdit={answer.may.edit} />
          <History type={type} answer={answer} />
          {may(session, 'access.read') ? (
            <p className="case-access">
              <Link to={`/access/incident/${id}` as never} search={{} as never}>
                {t('beside.access')}
              </Link>
            </p>
          ) : null}
        </aside>
      </div>
      <AssignDialog type={type} answer={answer} opened={asking?.step.name === 'assign'} onClose={steps.end} />
      <StepDialog
        type={type}
        step={asking && asking.step.name !== 'assign' ? asking.step : null}
        answer={asking?.names ? { ...answer, names: { ...answer.names, ...asking.names } } : answer}
        given={asking?.given ?? {}}
        said={result.stepped}
        onClose={steps.end}
        onTaken={() => asking?.taken?.()}
      />
    </article>
  );
}
