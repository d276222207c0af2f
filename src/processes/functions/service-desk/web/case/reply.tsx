import { useText } from '#/platform/web/texts.ts';
import type { Case } from '../data/cases.ts';
import { ReplyForm } from './reply-form.tsx';

/** Says something on a case that asks nothing. */
export function Reply({ one }: { one: Case }) {
  const { t } = useText();
  return (
    <section className="card">
      <ReplyForm
        key={one.id}
        one={one}
        step="reply"
        field="body"
        label={t('portal.reply.label')}
        send={t('portal.reply.send')}
        missing={t('portal.reply.missing')}
        sent={t('portal.reply.sent')}
      />
    </section>
  );
}
