import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useText } from '#/platform/web/texts.ts';
import type { Preference } from '#/capabilities/notifications/shared/answers.ts';
import { saveWish, useWishes } from '../data/settings.ts';
import { Failure, FormProblem, Skeleton } from '../parts/states.tsx';

/** What I want to hear of, and where: in the inbox here, by mail where this installation sends any. */
export function WishesSection() {
  const { t } = useText();
  const queries = useQueryClient();
  const { data, error, isPending, refetch } = useWishes();
  const [problem, setProblem] = useState<unknown>(null);
  // What was ticked just now shows at once, until the server has said what holds.
  const [ticked, setTicked] = useState<Readonly<Record<string, Preference>>>({});
  const set = async (wish: Preference) => {
    setProblem(null);
    setTicked((before) => ({ ...before, [wish.event]: wish }));
    try {
      const saved = await saveWish(wish);
      await queries.cancelQueries({ queryKey: ['own', 'wishes'] });
      queries.setQueryData(['own', 'wishes'], saved);
    } catch (caught) {
      setProblem(caught);
    }
    setTicked(({ [wish.event]: now, ...others }) => (now === wish || !now ? others : { ...others, [wish.event]: now }));
  };
  return (
    <section className="card" aria-labelledby="wishes">
      <h2 id="wishes">{t('portal.wishes.heading')}</h2>
      {isPending ? <Skeleton rows={2} /> : null}
      {error ? <Failure error={error} retry={() => void refetch()} /> : null}
      <FormProblem error={problem} />
      {data ? (
        <table className="wishes">
          <thead>
            <tr>
              <th scope="col">{t('portal.wishes.what')}</th>
              <th scope="col">{t('portal.wishes.inbox')}</th>
              {data.mail ? <th scope="col">{t('portal.wishes.mail')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {data.rows.map((wish) => (
              <WishLine
                key={wish.event}
                wish={ticked[wish.event] ?? wish}
                mail={data.mail}
                set={(next) => void set(next)}
              />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

function WishLine({ wish, mail, set }: { wish: Preference; mail: boolean; set: (wish: Preference) => void }) {
  const { t } = useText();
  const what = t(`portal.wishes.${wish.event}`);
  return (
    <tr>
      <th scope="row">{what}</th>
      <td>
        <Tick
          label={t('portal.wishes.inbox-for', { what })}
          checked={wish.inbox}
          set={(inbox) => set({ ...wish, inbox })}
        />
      </td>
      {mail ? (
        <td>
          {wish.mailable ? (
            <Tick
              label={t('portal.wishes.mail-for', { what })}
              checked={wish.mail}
              set={(on) => set({ ...wish, mail: on })}
            />
          ) : null}
        </td>
      ) : null}
    </tr>
  );
}

function Tick({ label, checked, set }: { label: string; checked: boolean; set: (checked: boolean) => void }) {
  return (
    <label className="tick">
      <span className="only-read">{label}</span>
      <input type="checkbox" checked={checked} onChange={({ target }) => set(target.checked)} />
    </label>
  );
}
