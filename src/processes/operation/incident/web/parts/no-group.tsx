import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { Empty } from '#/record/web/parts/states.tsx';

/** Says to somebody whom no group lets work why they see nothing, and who can change that. */
export function NoGroup({ why }: { why: 'no-group.queue' | 'no-group.call' | 'no-group.overview' }) {
  const { t } = useText();
  return (
    <Empty
      title={t('no-group.title')}
      icon={<Icon name="person" size={22} />}
      action={
        <button type="button" className="quiet-button" onClick={() => location.reload()}>
          {t('no-group.again')}
        </button>
      }
    >
      {t(why)} {t('no-group.ask')}
    </Empty>
  );
}
