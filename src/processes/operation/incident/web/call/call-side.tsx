import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import type { PersonContext, SimilarCase } from '#/processes/operation/incident/shared/beside.ts';
import { CasesOf, ItemsOf } from '../beside/cases.tsx';
import { Section } from '#/record/web/beside/section.tsx';
import { SimilarList } from '../beside/similar-list.tsx';

interface CallSideProps {
  type: TypeShape;
  similar: readonly SimilarCase[];
  /** What is known of the caller, once one is chosen. */
  context: PersonContext | undefined;
  onUse(one: SimilarCase): void;
}

/** Beside a call: cases like it, and what the caller has besides. */
export function CallSide({ type, similar, context, onUse }: CallSideProps) {
  const { t } = useText();
  const first = <p className="beside-line">{t('call.choose-first')}</p>;
  return (
    <aside className="call-side" aria-label={t('case.beside')} tabIndex={0}>
      <Section title={t('beside.similar')} count={similar.length} open>
        <SimilarList type={type} cases={similar} onUse={onUse} />
      </Section>
      <Section title={t('beside.cases')} count={context?.cases.open.length} open>
        {context ? <CasesOf type={type} person={context.person.id} cases={context.cases} /> : first}
      </Section>
      <Section title={t('beside.items')} count={context?.items.length} open>
        {context ? <ItemsOf items={context.items} /> : first}
      </Section>
    </aside>
  );
}
