import { useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { Case } from '../data/cases.ts';
import { Button } from '../parts/button.tsx';
import { FormProblem } from '../parts/states.tsx';
import { announce } from '../shell/announce.tsx';
import { ReplyForm } from './reply-form.tsx';
import { useStep } from './use-step.ts';

/** What was done, and "is it fixed?": yes closes the case, no asks what is still wrong and opens it again. */
export function Fixed({ one, steps }: { one: Case; steps: readonly string[] }) {
  const { t } = useText();
  const [not, setNot] = useState(false);
  const { take, busy, error } = useStep(one);
  const mayConfirm = steps.includes('confirm');
  const mayReopen = steps.includes('reopen');
  const confirm = async () => {
    if (await take('confirm', {})) announce(t('portal.fixed.thanks'));
  };
  return (
    <section className="card ask ask-good" aria-labelledby="fixed">
      <h2 id="fixed">{t('portal.fixed.heading')}</h2>
      {one.solution ? (
        <>
          <h3>{t('portal.case.solution')}</h3>
          <p className="prose">{one.solution}</p>
        </>
      ) : null}
      <FormProblem error={error} />
      {not ? (
        <ReplyForm
          one={one}
          step="reopen"
          field="message"
          autoFocus
          label={t('portal.fixed.what')}
          send={t('portal.fixed.reopen')}
          missing={t('portal.fixed.what-missing')}
          sent={t('portal.fixed.reopened')}
          more={
            <Button look="quiet" onClick={() => setNot(false)}>
              {t('web.cancel')}
            </Button>
          }
        />
      ) : (
        <div className="fixed-buttons">
          {mayConfirm ? (
            <Button look="primary" busy={busy !== null} onClick={() => void confirm()}>
              {t('portal.fixed.yes')}
            </Button>
          ) : null}
          {mayReopen ? <Button onClick={() => setNot(true)}>{t('portal.fixed.no')}</Button> : null}
        </div>
      )}
    </section>
  );
}
