import type { Draft } from './draft.ts';
import type { DraftBody } from './draft-store.ts';
import { useText } from './texts.ts';
import './other-draft.css';

interface OtherDraftProps<T extends DraftBody> {
  draft: Draft<T>;
  /** What a draft says, in words. */
  said(value: T): string;
  /** Both in one, where that makes sense. */
  both?: (theirs: T, mine: T) => T;
  /** The face's class for a button. */
  button: string;
}

/** Two windows of one person have written in one box: both texts are there, and one is chosen. */
export function OtherDraft<T extends DraftBody>({ draft, said, both, button }: OtherDraftProps<T>) {
  const { t } = useText();
  const { other, value, insist, takeOther } = draft;
  if (other === null) return null;
  return (
    <div className="other-draft" role="alert">
      <p>{t('web.draft.other')}</p>
      <blockquote>{said(other)}</blockquote>
      <div className="other-draft-end">
        <button type="button" className={button} onClick={takeOther}>
          {t('web.draft.take-other')}
        </button>
        <button type="button" className={button} onClick={() => insist()}>
          {t('web.draft.keep-this')}
        </button>
        {both ? (
          <button type="button" className={button} onClick={() => insist(both(other, value))}>
            {t('web.draft.keep-both')}
          </button>
        ) : null}
      </div>
    </div>
  );
}
