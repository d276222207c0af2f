import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { ClockFacts } from '#/capabilities/clocks/shared/answers.ts';
import { useNow } from '#/platform/web/use-now.ts';
import './deadline.css';

/** How a clock stands: which colour and which words. */
export type Standing = 'fine' | 'near' | 'late' | 'paused' | 'met' | 'missed';

export function standingOf(clock: ClockFacts, now: number): Standing {
  if (clock.state === 'stopped' || clock.state === 'cancelled') return clock.met === false ? 'missed' : 'met';
  if (clock.breachedAt !== null || (clock.due !== null && Date.parse(clock.due) < now)) return 'late';
  if (clock.state === 'paused') return 'paused';
  const left = clock.due === null ? Infinity : Date.parse(clock.due) - now;
  return (clock.percent ?? 0) >= 75 || left < 30 * 60_000 ? 'near' : 'fine';
}

/** The clock whose deadline comes next: of those that run the earliest, else one that rests, else the resolution. */
export function nextClock(clocks: readonly ClockFacts[]): ClockFacts | undefined {
  const dueOf = ({ due }: ClockFacts) => (due === null ? Infinity : Date.parse(due));
  const running = clocks.filter(({ state }) => state === 'running').toSorted((a, b) => dueOf(a) - dueOf(b));
  return (
    running[0] ??
    clocks.find(({ state }) => state === 'paused') ??
    clocks.find(({ kind, state }) => kind === 'resolution' && state !== 'cancelled')
  );
}

/** The next deadline with its countdown: said in words, with a sign, and only then in colour. */
export function Deadline({ clocks }: { clocks: readonly ClockFacts[] }) {
  const { t } = useText();
  const clock = nextClock(clocks);
  const lately = useNow(20_000);
  const close = clock?.due != null && Math.abs(Date.parse(clock.due) - lately) < 3_600_000;
  const now = useNow(close && clock.state === 'running' ? 1000 : 20_000);
  if (!clock)
    return (
      <span className="deadline" data-standing="none">
        {t('clock.none')}
      </span>
    );
  return <DeadlineText clock={clock} now={now} />;
}

export function DeadlineText({ clock, now }: { clock: ClockFacts; now: number }) {
  const { t } = useText();
  const formats = useFormats();
  const standing = standingOf(clock, now);
  const left = clock.due === null ? null : Date.parse(clock.due) - now;
  const kind = t(`clock.kind.${clock.kind}`);
  const time =
    left === null
      ? ''
      : formats.duration(Math.abs(left) < 3_600_000 ? Math.abs(left) : Math.round(Math.abs(left) / 60_000) * 60_000);
  return (
    <span className="deadline" data-standing={standing}>
      <Icon
        name={
          standing === 'late' || standing === 'missed'
            ? 'warning'
            : standing === 'paused'
              ? 'pause'
              : standing === 'met'
                ? 'check'
                : 'clock'
        }
      />
      <span>
        <strong>{t(`clock.standing.${standing}`, { kind, time })}</strong>
        {clock.due !== null && clock.state === 'running' ? (
          <time dateTime={clock.due} title={formats.momentInFull(clock.due)}>
            {' · '}
            {formats.when(clock.due, now)}
          </time>
        ) : null}
      </span>
    </span>
  );
}
