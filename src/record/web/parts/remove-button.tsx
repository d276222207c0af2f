import { useText } from '#/platform/web/texts.ts';
import { Icon } from './icon.tsx';
import './states.css';

/** The cross that takes one thing out of a list; read out, it says which one. `size` in pixels. */
export function RemoveButton(props: {
  name: string;
  size?: number;
  className?: string;
  title?: string;
  onClick(): void;
}) {
  const { name, size = 14, className, title, onClick } = props;
  const { t } = useText();
  return (
    <button
      type="button"
      className={className ? `icon-button ${className}` : 'icon-button'}
      aria-label={t('record.remove-this', { name })}
      title={title}
      onClick={onClick}
    >
      <Icon name="close" size={size} />
    </button>
  );
}
