import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { Attached } from './attached.ts';

/** The files that go with a question. */
export function GoesAlong({ files }: { files: readonly Pick<Attached, 'id' | 'name'>[] }) {
  const { t } = useText();
  if (files.length === 0) return null;
  return (
    <p className="goes-along">
      {t('files.goes-along')}
      {files.map(({ id, name }) => (
        <span key={id}>
          <Icon name="clip" size={12} /> {name}
        </span>
      ))}
    </p>
  );
}
