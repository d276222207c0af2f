import { nearnessOf } from '#/capabilities/clocks/shared/at-risk.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import { useNow } from '#/platform/web/use-now.ts';
import './due.css';

/** The next deadline in words, as they are true now; one that is near or over also has a sign, and a colour. */
export function Due({ at }: { at: string }) {
  const { t } = useText();
  const formats = useFormats();
  const now = useNow(20_000);
  const nearness = nearnessOf(Date.parse(at), now);
  return (
    <span className="due" data-nearness={nearness}>
      {nearness === 'fine' ? null : (
        <>
          <Icon name={nearness === 'late' ? 'warning' : 'clock'} size={14} />
          <span className="only-read">{t(`clock.due.${nearness}`)} </span>
        </>
      )}
      <time dateTime={at} title={formats.momentInFull(at)}>
        {formats.relative(at, now)}
      </time>
    </span>
  );
}
