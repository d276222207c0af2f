import { Link } from '@tanstack/react-router';
import { may, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Waiting } from '#/record/web/parts/states.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import type { SimilarCase } from '#/processes/operation/incident/shared/beside.ts';
import { CasesOf, ItemsOf } from '../beside/cases.tsx';
import { Clocks } from '#/capabilities/clocks/web/clocks.tsx';
import { Files } from '#/capabilities/attachments/web/files.tsx';
import { History } from '#/capabilities/history/web/history.tsx';
import { Section } from '#/record/web/beside/section.tsx';
import { SimilarList } from '../beside/similar-list.tsx';
import { Tasks } from '#/capabilities/tasks/web/tasks.tsx';
import { Links } from '#/capabilities/links/web/links.tsx';
import { TimeSpent } from '#/capabilities/time-spent/web/time-spent.tsx';
import { Watchers } from '#/capabilities/watchers/web/watchers.tsx';
import { useClocks } from '#/capabilities/clocks/web/use-clocks.ts';
import { useCaseContext } from '../data/beside.ts';
import { useWithinMatrix } from '../data/matrix.ts';
import { Facts } from '#/record/web/edit/facts.tsx';
import { byStep, quiet, shown } from './case-facts.ts';
import type { Steps } from '#/record/web/steps/use-steps.ts';

/** Of what is linked only cases have a page. */
const pageOf = ({ kind, number }: { kind: string; number: string }) =>
  kind === 'incident' ? `/incidents/${number}` : null;

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
  const within = useWithinMatrix(type, record);
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
        <Facts type={within} answer={answer} shown={shown} quiet={quiet} byStep={byStep} onStep={steps.begin} />
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
      <Links id={id} mayEdit={answer.may.edit} hrefOf={pageOf} />
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
