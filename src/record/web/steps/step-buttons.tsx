import { Button, Menu } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import type { Steps } from './use-steps.ts';
import './step-buttons.css';

/** So many steps have a button of their own; the others are behind one. */
const leading = 5;

/** What can be done with a record now, what is needed most first. */
export function StepButtons({ steps }: { steps: Steps }) {
  const { t } = useText();
  const buttons = steps.offered.slice(0, leading);
  const rest = steps.offered.slice(leading);
  return (
    <div className="record-steps" role="group" aria-label={t('record.steps')}>
      {buttons.map(({ name, label }, index) => (
        <Button
          key={name}
          size="compact-sm"
          variant={index === 0 ? 'filled' : 'default'}
          title={steps.keys[name]?.toUpperCase()}
          onClick={() => steps.begin(name)}
        >
          {label}
        </Button>
      ))}
      {rest.length > 0 ? (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button size="compact-sm" variant="default">
              {t('record.more-steps')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown aria-label={t('record.more-steps')}>
            {rest.map(({ name, label }) => (
              <Menu.Item key={name} onClick={() => steps.begin(name)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </div>
  );
}
