import { del, post } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import { useBeside } from '#/record/web/beside/use-beside.ts';
import { Section } from '#/record/web/beside/section.tsx';
import { useChange } from '#/record/web/beside/use-change.ts';
import type { Watcher } from '#/capabilities/watchers/shared/watcher.ts';

/** Who hears of it. */
export function Watchers({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const { t } = useText();
  const { data } = useBeside<{ rows: readonly Watcher[]; me: boolean }>(id, 'watchers');
  const { busy, change } = useChange(id);
  const rows = data?.rows ?? [];
  return (
    <Section title={t('watchers.title')} count={rows.length}>
      <button
        type="button"
        className="quiet-button"
        disabled={busy || !data}
        onClick={() => void change(() => (data?.me ? del(`/items/${id}/watch`) : post(`/items/${id}/watch`)))}
      >
        <Icon name="eye" size={14} />
        {t(data?.me ? 'watchers.unwatch' : 'watchers.watch')}
      </button>
      <ul className="beside-list">
        {rows.map((one) => (
          <li key={`${one.id} ${one.reason}`}>
            {one.name}
            {mayEdit && one.reason !== 'participant' ? (
              <RemoveButton
                className="beside-end"
                size={12}
                name={one.name ?? ''}
                onClick={() => void change(() => del(`/items/${id}/watchers/${one.id}`))}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {mayEdit ? (
        <RecordPicker
          kind="person"
          label={t('watchers.add')}
          value={null}
          names={{}}
          again
          onChange={(person) => person && void change(() => post(`/items/${id}/watchers`, { person }))}
        />
      ) : null}
    </Section>
  );
}
