import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { useWords } from '#/record/web/words.ts';
import type { Names } from '#/record/shared/named.ts';

/** A case, and what would be otherwise about it. */
interface Example {
  number: string;
  title: string;
  clock?: string;
  from: string | number | null;
  to: string | number | null;
}

/** What a dry run answers; which parts depends on what was tried. */
export interface Answer {
  looked: number;
  examples: readonly Example[];
  /** Differences in cases that the person may not open. */
  hidden: number;
  changed?: number;
  overridden?: number;
  refused?: number;
  decided?: number;
  running?: number;
  moved?: number;
  overdue?: number;
  names?: Names;
}

/** The outcome of a dry run in numbers, and the cases that are behind them. */
export function Result({ plural, answer }: { plural: string; answer: Answer }) {
  const { t } = useText();
  const words = useWords();
  const formats = useFormats();
  const { looked } = answer;
  if (plural === 'priority-matrices') {
    const { changed = 0, overridden = 0, refused = 0 } = answer;
    const said = (level: Example['from']) =>
      level === null ? t('admin.dry-run.no-cell') : words.level('priority', Number(level));
    return (
      <Found answer={answer} total={changed} said={said}>
        <strong>{t('admin.dry-run.matrix', { looked, changed })}</strong>
        {overridden > 0 ? <span>{t('admin.dry-run.overridden', { overridden })}</span> : null}
        {refused > 0 ? <span>{t('admin.dry-run.refused', { refused })}</span> : null}
      </Found>
    );
  }
  if (plural === 'assignment-rules') {
    const { changed = 0, decided = 0, names = {} } = answer;
    const said = (id: Example['from']) =>
      id === null ? t('admin.dry-run.no-group') : (names[String(id)]?.title ?? '');
    return (
      <Found answer={answer} total={changed} said={said}>
        <strong>{t('admin.dry-run.assignment', { looked, changed })}</strong>
        <span>{t('admin.dry-run.decided', { decided })}</span>
      </Found>
    );
  }
  const { running = 0, moved = 0, overdue = 0 } = answer;
  const said = (at: Example['from']) => (at === null ? t('admin.dry-run.no-deadline') : formats.moment(String(at)));
  return (
    <Found answer={answer} total={moved} said={said}>
      <strong>{t('admin.dry-run.clocks', { running, moved })}</strong>
      {looked < running ? <span>{t('admin.dry-run.looked', { looked })}</span> : null}
      {overdue > 0 ? <span>{t('admin.dry-run.overdue', { overdue })}</span> : null}
    </Found>
  );
}

function Found(props: {
  answer: Answer;
  total: number;
  said: (value: Example['from']) => string;
  children: ReactNode;
}) {
  const { total, said, children } = props;
  const { examples, hidden } = props.answer;
  const { t } = useText();
  const clocks = examples.some(({ clock }) => clock !== undefined);
  return (
    <div className="dry-run-result">
      <p>{children}</p>
      {examples.length > 0 ? (
        <div className="admin-scroll" role="group" aria-label={t('admin.dry-run.cases')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('admin.dry-run.case')}</th>
                {clocks ? <th scope="col">{t('admin.dry-run.clock')}</th> : null}
                <th scope="col">{t('admin.dry-run.now')}</th>
                <th scope="col">{t('admin.dry-run.then')}</th>
              </tr>
            </thead>
            <tbody>
              {examples.map((one) => (
                <tr key={`${one.number} ${one.clock ?? ''}`}>
                  <td>
                    <Link to={`/incidents/${one.number}` as never} search={{} as never}>
                      {one.number} {one.title}
                    </Link>
                  </td>
                  {one.clock === undefined ? null : <td>{t(`admin.clock.${one.clock}`)}</td>}
                  <td>{said(one.from)}</td>
                  <td>{said(one.to)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {total - hidden > examples.length ? <p>{t('admin.dry-run.first', { count: examples.length })}</p> : null}
        </div>
      ) : null}
      {hidden > 0 ? (
        <p>{t(examples.length > 0 ? 'admin.dry-run.hidden-more' : 'admin.dry-run.hidden', { count: hidden })}</p>
      ) : null}
    </div>
  );
}
