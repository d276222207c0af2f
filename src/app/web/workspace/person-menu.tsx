import { Menu } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { problemText } from '#/platform/web/problem-text.ts';
import { signOut, useSession } from '#/platform/web/session.ts';
import { guideAt, languages, useText } from '#/platform/web/texts.ts';
import { chooseTheme, themes, useTheme } from '#/platform/web/theme.ts';
import { switchShortcuts, useShortcutsOn } from '#/platform/web/actions.ts';
import { get, send } from '#/platform/web/api.ts';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { client } from './client.ts';
import { chooseLanguage } from './language.ts';

/** Oneself: language, theme, shortcuts, whether one is away, the portal, the way out. */
export function PersonMenu() {
  const { t, language } = useText();
  const { session } = useSession();
  const theme = useTheme();
  const shortcuts = useShortcutsOn();
  const queries = useQueryClient();
  const me = session?.person.id ?? '';
  const { data } = useQuery({
    queryKey: ['record', 'people', me],
    queryFn: ({ signal }) => get<RecordAnswer>(`/people/${me}`, {}, signal),
    enabled: me !== '',
  });
  const leave = async () => {
    try {
      await signOut();
      client.clear();
    } catch (error) {
      toast({ text: problemText(error, t), tone: 'bad' });
    }
  };
  const away = data?.record['away'] === true;
  const switchAway = async () => {
    if (!data) return;
    try {
      await send('PATCH', '/session/settings', { body: { away: !away } });
      await queries.invalidateQueries({ queryKey: ['record', 'people', me] });
    } catch (error) {
      toast({ text: problemText(error, t), tone: 'bad' });
    }
  };
  return (
    <Menu position="bottom-end" withinPortal width={230}>
      <Menu.Target>
        <button type="button" className="bar-person" aria-label={session?.person.name}>
          <Icon name="person" />
          <span>{session?.person.name}</span>
          {away ? <small>{t('shell.away')}</small> : null}
        </button>
      </Menu.Target>
      <Menu.Dropdown aria-label={session?.person.name}>
        <Menu.Label>{t('shell.language')}</Menu.Label>
        {languages.map((one) => (
          <Menu.Item
            key={one}
            lang={one}
            leftSection={<Tick on={one === language} />}
            onClick={() => void chooseLanguage(one)}
          >
            {t(`web.language.${one}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('shell.theme')}</Menu.Label>
        {themes.map((one) => (
          <Menu.Item key={one} leftSection={<Tick on={one === theme} />} onClick={() => chooseTheme(one)}>
            {t(`web.theme.${one}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Tick on={shortcuts} />} onClick={() => switchShortcuts(!shortcuts)}>
          {t('shortcuts.on')}
        </Menu.Item>
        {data ? (
          <Menu.Item leftSection={<Tick on={away} />} onClick={() => void switchAway()}>
            {t('shell.i-am-away')}
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Item component="a" href="/profile">
          {t('shell.profile')}
        </Menu.Item>
        <Menu.Item component="a" href={guideAt(language)} target="_blank">
          {t('web.guide')}
        </Menu.Item>
        <Menu.Item component="a" href="/">
          {t('shell.portal')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signout" size={14} />} onClick={() => void leave()}>
          {t('shell.sign-out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Tick({ on }: { on: boolean }) {
  const { t } = useText();
  return (
    <span className="tick">
      {on ? (
        <>
          <Icon name="check" size={14} />
          <span className="only-read">{t('shell.chosen')}</span>
        </>
      ) : null}
    </span>
  );
}
