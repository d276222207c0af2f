import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import './marks.css';

/** The priority: a number in a shape, its colour, and its word. */
export function PriorityMark({ level, bare = false }: { level: number; bare?: boolean }) {
  const words = useWords();
  const said = words.level('priority', level);
  return (
    <span className="priority-mark" data-level={level} title={said}>
      <b aria-hidden="true">{level}</b>
      <span className={bare ? 'only-read' : undefined}>{bare ? said : said.replace(/^\d\s*[–-]\s*/u, '')}</span>
    </span>
  );
}

/** The state in words, with a shape that differs by what it means: going, waiting, done, over. */
export function StateMark({ type, state }: { type: TypeShape; state: string }) {
  const found = type.states.find(({ name }) => name === state);
  return (
    <span className="state-mark" data-group={found?.group} data-state={state}>
      {found?.label ?? state}
    </span>
  );
}

/** Somebody whose work many wait for. */
export function VipMark() {
  const { t } = useText();
  return <span className="vip-mark">{t('record.vip')}</span>;
}
