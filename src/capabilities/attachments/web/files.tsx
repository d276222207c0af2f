import { useState } from 'react';
import { addressOf, del } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { RemoveButton } from '#/record/web/parts/remove-button.tsx';
import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import { useTimeline } from '#/capabilities/history/web/use-timeline.ts';
import { Section } from '#/record/web/beside/section.tsx';
import { useChange } from '#/record/web/beside/use-change.ts';

/** Every file of a record, as far back as it was read, and who may see it. */
export function Files({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const { t } = useText();
  const { data } = useTimeline(id);
  const files = data?.pages.flatMap(({ entries }) => entries.flatMap(({ attachments }) => attachments)) ?? [];
  return (
    <Section title={t('files.title')} count={files.length}>
      {files.length === 0 ? <p className="beside-line">{t('files.none')}</p> : null}
      <ul className="beside-list">
        {files.map((file) => (
          <File key={file.id} id={id} file={file} mayEdit={mayEdit} />
        ))}
      </ul>
    </Section>
  );
}

function File({ id, file, mayEdit }: { id: string; file: ShownAttachment; mayEdit: boolean }) {
  const { t } = useText();
  const formats = useFormats();
  const { busy, change } = useChange(id);
  const [sure, setSure] = useState(false);
  const staff = file.audience === 'staff';
  return (
    <li>
      <Icon name={staff ? 'lock' : 'clip'} size={14} />
      <a href={addressOf(`/attachments/${file.id}`)} download={file.name}>
        {file.name}
      </a>
      <small>
        {formats.bytes(file.size)} · {t(staff ? 'files.for-colleagues' : 'files.for-all')}
      </small>
      {mayEdit && sure ? (
        <button
          type="button"
          className="text-button beside-end"
          disabled={busy}
          onBlur={() => setSure(false)}
          onClick={() => void change(() => del(`/attachments/${file.id}`))}
        >
          {t('files.remove')}
        </button>
      ) : null}
      {mayEdit && !sure ? (
        <RemoveButton name={file.name} size={12} className="beside-end" onClick={() => setSure(true)} />
      ) : null}
    </li>
  );
}
