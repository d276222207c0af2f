import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, put } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import type { Preference, Preferences } from '#/capabilities/notifications/shared/answers.ts';

const key = ['notification-wishes'];

/** What one wants to hear of, and where. */
export function InboxWishes() {
  const { t } = useText();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<unknown>(null);
  // What was just chosen, until the server has said so: a box shows its tick in the same moment.
  const [chosen, setChosen] = useState<Readonly<Record<string, Preference>>>({});
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<Preferences>('/notifications/preferences', {}, signal),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const choose = async (wish: Preference) => {
    const { event, inbox, mail } = wish;
    setProblem(null);
    setChosen((before) => ({ ...before, [event]: wish }));
    try {
      queries.setQueryData(key, await put<Preferences>('/notifications/preferences', { event, inbox, mail }));
    } catch (caught) {
      setProblem(caught);
    }
    // Unless it was chosen again meanwhile.
    setChosen((before) =>
      before[event] === wish ? Object.fromEntries(Object.entries(before).filter(([one]) => one !== event)) : before,
    );
  };
  return (
    <>
      {problem ? <Failed error={problem} retry={() => setProblem(null)} /> : null}
      <table className="wishes">
        <thead>
          <tr>
            <th scope="col">{t('inbox.wishes.what')}</th>
            <th scope="col">{t('inbox.wishes.here')}</th>
            {data.mail ? <th scope="col">{t('inbox.wishes.mail')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((known) => {
            const wish = chosen[known.event] ?? known;
            const what = t(`inbox.event.${wish.event}`);
            return (
              <tr key={wish.event}>
                <th scope="row">{what}</th>
                <td>
                  <input
                    type="checkbox"
                    aria-label={t('inbox.wishes.here-for', { what })}
                    checked={wish.inbox}
                    onChange={({ target }) => void choose({ ...wish, inbox: target.checked })}
                  />
                </td>
                {data.mail ? (
                  <td>
                    {wish.mailable ? (
                      <input
                        type="checkbox"
                        aria-label={t('inbox.wishes.mail-for', { what })}
                        checked={wish.mail}
                        onChange={({ target }) => void choose({ ...wish, mail: target.checked })}
                      />
                    ) : null}
                  </td>
                ) : null}
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
