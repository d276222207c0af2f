import { Problem } from './problem.ts';
import type { Translate } from './texts.ts';

/** What went wrong, as one sentence for the person: the server's own words where it gave some. */
export function problemText(error: unknown, t: Translate): string {
  if (!(error instanceof Problem)) return t('web.problem.unknown');
  if (error.code === 'network') return t('web.problem.network');
  if (error.code === 'too-many' && error.retryAfter !== undefined) {
    return t('web.problem.too-many', { seconds: error.retryAfter });
  }
  if (error.status >= 500 && error.request) {
    return `${error.detail || t('web.problem.unknown')} ${t('web.problem.reference', { request: error.request })}`;
  }
  if (error.detail || error.title) return error.detail || error.title;
  return t(error.code === 'unavailable' ? 'web.problem.unavailable' : 'web.problem.unknown');
}
