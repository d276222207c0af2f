import { Link } from '@tanstack/react-router';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Waiting } from '#/record/web/parts/states.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import type { SimilarCase } from '#/processes/operation/incident/shared/beside.ts';
import { CasesOf, ItemsOf } from '../beside/cases.tsx';
import { Clocks } from '../beside/clocks.tsx';
import { Files } from '../beside/files.tsx';
import { History } from '../beside/history.tsx';
import { Section } from '../beside/section.tsx';
import { SimilarList } from '../beside/similar-list.tsx';
import { Tasks } from '../beside/tasks.tsx';
import { Links, TimeSpent, Watchers } from '../beside/work.tsx';
import { useCaseContext, useClocks } from '../data/beside.ts';
import { Facts } from './facts.tsx';
import type { Steps } from './use-steps.ts';

interface CaseSideProps {
  type: TypeShape;
  answer: RecordAnswer;
  steps: Steps;
  similar: readonly SimilarCase[];
  /** Begins to resolve the case as another one was. */
  onUse(one: SimilarCase): void;
}

/** Everything that stands beside the conversation of a case. */
export function CaseSide({ type, answer, steps, similar, onUse }: CaseSideProps) {
  const { t } = useText();
  const { session } = useSession();
  const { record } = answer;
  const { id } = record;
  const { data: clocks = [] } = useClocks(id);
  const { data: context } = useCaseContext(id);
  const endAsDuplicate = ({ id: other, number, title }: SimilarCase) =>
    steps.begin(
      'cancel',
      { duplicateOf: other, reason: t('case.duplicate-reason', { number }) },
      { names: { [other]: { kind: 'incident', title, number } } },
    );
  return (
    <aside className="case-side" aria-label={t('case.beside')} tabIndex={0}>
      <Section title={t('beside.facts')} open>
        <Facts type={type} answer={answer} onStep={steps.begin} />
      </Section>
      <Section title={t('beside.clocks')} count={clocks.length}>
        <Clocks id={id} />
      </Section>
      <Section title={t('beside.cases')} count={context?.cases.open.length}>
        {context ? (
          <CasesOf type={type} person={String(record['affectedUser'] ?? record['requester'])} cases={context.cases} />
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
          {...(answer.steps.includes('resolve') ? { onUse } : {})}
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
  );
}
