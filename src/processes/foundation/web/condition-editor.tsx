import { useId, useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { FilterBar, problemOf } from '#/record/web/filter/filter-bar.tsx';
import { Waiting } from '#/record/web/parts/states.tsx';
import { readFilter } from '#/record/web/filter/read-filter.ts';
import { FilterHelp, FilterText } from './filter-text.tsx';
import type { FilterTextProps } from './filter-text.tsx';
import { useAbout } from './use-about.ts';
import { useChecked } from './use-checked.ts';

/**
 * A filter that is kept, as lists have theirs: chips, and choosing; or as text, for what chips cannot say. The server
 * reads it either way, as it will when it is saved, and says what is wrong.
 */
export function ConditionEditor(props: FilterTextProps) {
  const { label, kind, asker, value, error, onChange } = props;
  const { t } = useText();
  const id = useId();
  const { type, looking } = useAbout(kind);
  const [text, setText] = useState(false);
  const { data } = useChecked(kind, asker, value);
  const readable = type !== undefined && readFilter(type, value).ok;
  const chips = type !== undefined && readable && !text;
  const problem = value.trim() === '' ? undefined : data?.problems[0];
  const said = problem ? problemOf(problem, t) : error;
  // A field that another one takes the place of a moment later would lose what is typed between.
  if (looking) {
    return (
      <div className="condition" aria-busy="true">
        <div className="condition-head">
          <span>{label}</span>
        </div>
        <Waiting lines={1} />
      </div>
    );
  }
  return (
    <div className="condition" role="group" aria-labelledby={chips ? `${id}-label` : undefined}>
      <div className="condition-head">
        {chips ? <span id={`${id}-label`}>{label}</span> : <span />}
        {readable ? (
          <button type="button" className="text-button" aria-pressed={text} onClick={() => setText(!text)}>
            {t('admin.filter.as-text')}
          </button>
        ) : null}
      </div>
      {chips ? (
        <>
          <FilterBar
            id={id}
            type={type}
            value={value}
            names={data?.names ?? {}}
            readable={data?.text === value ? (data.readable ?? undefined) : undefined}
            label={label}
            placeholder={t('admin.filter.everything')}
            asker={asker === 'holder'}
            inForm
            onChange={onChange}
          />
          {said ? (
            <p className="condition-problem" role="alert">
              {said}
            </p>
          ) : null}
        </>
      ) : (
        <FilterText {...props} />
      )}
      <FilterHelp kind={kind} />
    </div>
  );
}
