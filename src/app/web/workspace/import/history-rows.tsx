import { useId } from 'react';
import type { ImportKind, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';

interface Props {
  kind: ImportKind;
  source: ImportSource;
  mapping: Mapping;
  change(mapping: Mapping): void;
  said(path: string): readonly string[];
}

/** Times and authors of the history, and the promise for the clocks. */
export function HistoryRows({ kind, source, mapping, change, said }: Props) {
  const { t } = useText();
  const id = useId();
  const { history } = mapping;
  const faults = [...said('history.time'), ...said('history.author'), ...said('clocks')];
  return (
    <section className="import-card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('import.history')}</h2>
      {history ? (
        <>
          <p className="import-quiet">{t('import.history-why')}</p>
          <p>
            <label className="import-pair">
              {t('import.time')}{' '}
              <select
                value={history.time}
                onChange={({ currentTarget }) =>
                  change({ ...mapping, history: { ...history, time: currentTarget.value } })
                }
              >
                {history.time === '' ? <option value="">{t('import.choose-column')}</option> : null}
                <Columns source={source} />
              </select>
            </label>
            <label className="import-pair">
              {t('import.author')}{' '}
              <select
                value={history.author ?? ''}
                onChange={({ currentTarget }) => {
                  const { author: _, ...rest } = history;
                  const author = currentTarget.value;
                  change({ ...mapping, history: author === '' ? rest : { ...rest, author } });
                }}
              >
                <option value="">{t('import.origin.nothing')}</option>
                <Columns source={source} />
              </select>
            </label>
          </p>
        </>
      ) : (
        <p className="import-quiet">{t(source.kind === 'xes' ? 'import.milestones' : 'import.milestones-of-rows')}</p>
      )}
      <p>
        <label className="import-pair">
          {t('import.clocks')}{' '}
          <select
            value={mapping.clocks}
            onChange={({ currentTarget }) => change({ ...mapping, clocks: currentTarget.value })}
          >
            <option value="by-rules">{t('import.clocks.by-rules')}</option>
            <option value="none">{t('import.clocks.none')}</option>
            {kind.policies.map((policy) => (
              <option key={policy.id} value={policy.id}>
                {policy.name}
              </option>
            ))}
          </select>
        </label>
      </p>
      {faults.length > 0 ? <p className="import-fault">{faults.join(' ')}</p> : null}
    </section>
  );
}

function Columns({ source }: { source: ImportSource }) {
  return source.columns.map((column) => (
    <option key={column} value={column}>
      {column}
    </option>
  ));
}
