import { Checkbox, Modal } from '@mantine/core';
import { guideAt, useText } from '#/platform/web/texts.ts';
import { keysInWords, switchShortcuts, useAllActions, useShortcutsOn } from '#/platform/web/actions.ts';

/** The keys of the page that is shown: read from the registry that runs them, so that they cannot differ. */
export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { t, language } = useText();
  const actions = useAllActions().filter(({ keys }) => keys !== undefined);
  const on = useShortcutsOn();
  const groups = Map.groupBy(actions, ({ group }) => group);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <div className="sheet">
        <p>
          <a href={guideAt(language)} target="_blank" rel="noreferrer">
            {t('web.guide')}
          </a>
        </p>
        <Checkbox
          size="xs"
          label={t('shortcuts.on')}
          description={t('shortcuts.on-why')}
          checked={on}
          onChange={({ target }) => switchShortcuts(target.checked)}
        />
        {[...groups].map(([group, entries]) => (
          <section key={group}>
            <h2>{group}</h2>
            <dl>
              {entries.map((action) => (
                <div key={action.id}>
                  <dt>{action.label}</dt>
                  <dd>
                    {keysInWords(action.keys ?? '').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h2>{t('shortcuts.writing')}</h2>
          <dl>
            <div>
              <dt>{t('shortcuts.send')}</dt>
              <dd>
                {keysInWords('mod+enter').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dd>
            </div>
            <div>
              <dt>{t('shortcuts.leave')}</dt>
              <dd>
                <kbd>Esc</kbd>
              </dd>
            </div>
          </dl>
        </section>
      </div>
    </Modal>
  );
}
