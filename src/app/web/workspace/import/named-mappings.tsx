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

/** Mappings under a name: taken up again, kept, forgotten; and as files. */
export function NamedMappings({ kind, mapping, change }: Props) {
  const { t } = useText();
  const id = useId();
  const forget = useForget();
  const { data } = useNamedMappings(kind);
  const [name, setName] = useState('');
  const [picked, setPicked] = useState('');
  const [told, setTold] = useState<{ text: string; bad: boolean } | null>(null);
  const saved = data?.rows ?? [];
  const chosen = saved.find((one) => one.id === picked);
  const isThere = saved.some((one) => one.own && one.name === name.trim());
  const act = async (work: () => unknown, text: string) => {
    setTold(null);
    try {
      await work();
      setTold({ text, bad: false });
      forget();
    } catch (error) {
      setTold({ text: error instanceof NoMapping ? t('import.no-mapping') : problemText(error, t), bad: true });
    }
  };
  const use = (one: Mapping, from: string) => void act(() => change(one), t('import.used', { name: from }));
  return (
    <section className="import-card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('import.named')}</h2>
      {saved.length > 0 ? (
        <div className="import-line">
          <label htmlFor={`${id}-saved`}>{t('import.named-choose')}</label>
          <select id={`${id}-saved`} value={picked} onChange={({ currentTarget }) => setPicked(currentTarget.value)}>
            <option value="">{t('import.named-none')}</option>
            {saved.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
          {chosen ? (
            <>
              <button type="button" className="quiet-button" onClick={() => use(chosen.mapping, chosen.name)}>
                {t('import.use')}
              </button>
              {chosen.own ? (
                <button
                  type="button"
                  className="quiet-button"
                  onClick={() =>
                    void act(() => del(`/imports/mappings/${chosen.id}`), t('import.forgotten', { name: chosen.name }))
                  }
                >
                  {t('import.forget')}
                </button>
              ) : null}
            </>
          ) : null}
        </div>
      ) : null}
      <div className="import-line">
        <label htmlFor={id}>{t('import.mapping-name')}</label>
        <input id={id} value={name} maxLength={100} onChange={({ currentTarget }) => setName(currentTarget.value)} />
        <button
          type="button"
          className="quiet-button"
          disabled={name.trim() === ''}
          onClick={() =>
            void act(() => post('/imports/mappings', { kind, name: name.trim(), mapping }), t('import.saved', { name }))
          }
        >
          {t(isThere ? 'import.save-over' : 'import.save')}
        </button>
        <button type="button" className="quiet-button" onClick={() => download(mapping)}>
          {t('import.mapping-down')}
        </button>
        <label className="quiet-button" htmlFor={`${id}-up`}>
          {t('import.mapping-up')}
        </label>
        <input
          id={`${id}-up`}
          className="only-read"
          type="file"
          accept=".json,application/json"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            currentTarget.value = '';
            if (file)
              void act(async () => change(mappingIn(await file.text(), kind)), t('import.used', { name: file.name }));
          }}
        />
      </div>
      <p role="status" className={told?.bad ? 'import-fault' : 'import-quiet'}>
        {told?.text ?? t('import.named-why')}
      </p>
    </section>
  );
}

/** Hands a mapping over as a file, as `mainstay import --mapping FILE` takes it. */
function download(mapping: Mapping): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(mapping, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'mapping.json';
  link.click();
  URL.revokeObjectURL(address);
}

class NoMapping extends Error {
  override name = 'NoMapping';
}

/** The mapping that a file holds; what is wrong inside of it the check says. Throws {@link NoMapping} for anything else. */
function mappingIn(text: string, kind: string): Mapping {
  const document = parsed(text);
  const isMapping =
    typeof document === 'object' &&
    document !== null &&
    'version' in document &&
    'kind' in document &&
    document.kind === kind &&
    'fields' in document &&
    typeof document.fields === 'object' &&
    document.fields !== null;
  if (!isMapping) throw new NoMapping();
  return document as Mapping;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NoMapping();
  }
}
