import { Popover } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Waiting } from '#/record/web/parts/states.tsx';
import type { ClockFacts } from '#/capabilities/clocks/shared/answers.ts';
import { useClocks, useExplanation } from './use-clocks.ts';
import { DeadlineText } from './deadline.tsx';
import { useNow } from '#/platform/web/use-now.ts';
import './clocks.css';

/** Every clock of a record with how much is used, and why. */
export function Clocks({ id }: { id: string }) {
  const { t } = useText();
  const { data } = useClocks(id);
  const now = useNow(20_000);
  if (!data) return <Waiting lines={2} />;
  if (data.length === 0) return <p className="beside-line">{t('clock.none')}</p>;
  return (
    <ul className="clocks">
      {data.map((clock) => (
        <li key={clock.kind}>
          <DeadlineText clock={clock} now={now} />
          <ClockWhy id={id} clock={clock} />
        </li>
      ))}
    </ul>
  );
}

function ClockWhy({ id, clock }: { id: string; clock: ClockFacts }) {
  const { t } = useText();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const { data } = useExplanation(id, clock.kind, open);
  return (
    <>
      <p className="beside-line">
        {clock.budget === null
          ? formats.duration(clock.elapsed)
          : t('clock.used', {
              elapsed: formats.duration(clock.elapsed),
              budget: formats.duration(clock.budget),
              percent: clock.percent ?? 0,
            })}
        {clock.computedOnImport ? ` · ${t('clock.on-import')}` : ''}
        <Popover
          opened={open}
          onChange={setOpen}
          width={420}
          position="left-start"
          shadow="md"
          withinPortal
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <button type="button" className="text-button" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('clock.why')}
            </button>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('clock.why')} mah={420} style={{ overflowY: 'auto' }}>
            <p className="beside-line">
              {t('clock.rules', { policy: clock.policy.name ?? '–', calendar: clock.calendar.name ?? '–' })}
            </p>
            {data ? (
              <ol className="clock-spans" tabIndex={0} aria-label={t('clock.spans')}>
                {data.spans.map((span) => (
                  <li key={span.from} data-kind={span.kind}>
                    <span>
                      {formats.moment(span.from)} – {formats.moment(span.to)}
                    </span>
                    <span>{t(span.reason.code, reasonOf(span.reason.params))}</span>
                    <b>{span.kind === 'counted' ? `+ ${formats.duration(span.working)}` : ''}</b>
                  </li>
                ))}
                <li>
                  <span>{t('clock.sum')}</span>
                  <span />
                  <b>{formats.duration(data.elapsed)}</b>
                </li>
              </ol>
            ) : (
              <Waiting lines={3} />
            )}
          </Popover.Dropdown>
        </Popover>
      </p>
    </>
  );
}

function reasonOf(params: { breaks?: number; days?: number; holidays?: string[]; cause?: string }) {
  const { breaks = 0, days = 0, holidays = [], cause = '' } = params;
  return { breaks: Math.round(breaks / 60_000), days, holidays: holidays.join(', '), cause };
}
