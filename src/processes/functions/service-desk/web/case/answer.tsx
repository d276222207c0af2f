import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { CaseStatus } from '#/processes/operation/incident/shared/portal.ts';
import type { Case } from '../data/cases.ts';
import { ReplyForm } from './reply-form.tsx';

/** The question that the case waits for, and the box to answer it. */
export function Answer({ one, question }: { one: Case; question: CaseStatus['question'] }) {
  const { t } = useText();
  const formats = useFormats();
  return (
    <section className="card ask ask-warn">
      <h2>{t('portal.answer.heading')}</h2>
      {question ? (
        <blockquote className="prose">
          <p>{question.body}</p>
          <footer>{[question.by.name, formats.relative(question.at)].filter(Boolean).join(' · ')}</footer>
        </blockquote>
      ) : null}
      <ReplyForm
        key={one.id}
        one={one}
        step="reply"
        field="body"
        label={t('portal.answer.label')}
        send={t('portal.answer.send')}
        missing={t('portal.answer.missing')}
        sent={t('portal.reply.sent')}
      />
    </section>
  );
}
