import { useId, useState } from 'react';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { del, post } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { useForget, useNamedMappings } from './data.ts';

interface Props {
  kind: string;
  mapping: Mapping;
  change(mapping: Mapping): void;
}

/** Mappings under a name: taken up again, kept, forgotten. */
export function NamedMappings({ kind, mapping, change }: Props) {
  const { t } = useText();
  const id = useId();
  const forget = useForget();
  const { data } = useNamedMappings(kind);
  const [name, setName] = useState('');
  const [told, setTold] = useState<{ text: string; bad: boolean } | null>(null);
  const saved = data?.rows ?? [];
  const chosen = saved.find((one) => one.name === name.trim());
  const act = async (work: () => Promise<unknown>, text: string) => {
    setTold(null);
    try {
      await work();
      setTold({ text, bad: false });
      forget();
    } catch (error) {
      setTold({ text: problemText(error, t), bad: true });
    }
  };
  return (
    <section className="import-card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('import.named')}</h2>
      <div className="import-line">
        <label htmlFor={id}>{t('import.mapping-name')}</label>
        <input
          id={id}
          list={`${id}-names`}
          value={name}
          maxLength={100}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <datalist id={`${id}-names`}>
          {saved.map((one) => (
            <option key={one.id} value={one.name}>
              {one.name}
            </option>
          ))}
        </datalist>
        {chosen ? (
          <>
            <button type="button" className="quiet-button" onClick={() => change(chosen.mapping)}>
              {t('import.use')}
            </button>
            {chosen.own ? (
              <button
                type="button"
                className="quiet-button"
                onClick={() => void act(() => del(`/imports/mappings/${chosen.id}`), t('import.forgotten', { name }))}
              >
                {t('import.forget')}
              </button>
            ) : null}
          </>
        ) : null}
        <button
          type="button"
          className="quiet-button"
          disabled={name.trim() === ''}
          onClick={() =>
            void act(() => post('/imports/mappings', { kind, name: name.trim(), mapping }), t('import.saved', { name }))
          }
        >
          {t(chosen?.own ? 'import.save-over' : 'import.save')}
        </button>
      </div>
      <p role="status" className={told?.bad ? 'import-fault' : 'import-quiet'}>
        {told?.text ?? (saved.length > 0 ? t('import.named-there', { count: saved.length }) : t('import.named-why'))}
      </p>
    </section>
  );
}
