import type { ReactNode } from 'react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import { Empty } from '#/record/web/parts/states.tsx';
import { sectionGroups, standing } from './sections.ts';
import './administration.css';

/** How a place of administration is called. */
export function useSectionName(): (plural: string) => string {
  const { t } = useText();
  const types = useTypes();
  return (plural) => types.plural(plural)?.labelMany ?? t(`admin.section.${plural}`);
}

/** The places of administration at the side, and the one that is open; what one may not see says so. */
export function AdministrationLayout({ plural, children }: { plural: string; children: ReactNode }) {
  const { t } = useText();
  const types = useTypes();
  const { session } = useSession();
  const nameOf = useSectionName();
  const navigate = useNavigate();
  const groups = sectionGroups
    .map(({ key, sections }) => ({
      key,
      sections: sections.filter((section) => standing(section.plural, types, session) === 'open'),
    }))
    .filter(({ sections }) => sections.length > 0);
  const here = standing(plural, types, session);
  return (
    <div className="admin">
      <nav className="admin-nav" aria-label={t('admin.nav')}>
        {groups.map(({ key, sections }) => (
          <section key={key} aria-labelledby={`admin-${key}`}>
            <h2 id={`admin-${key}`}>{t(`admin.group.${key}`)}</h2>
            <ul>
              {sections.map((section) => (
                <li key={section.plural}>
                  <Link
                    to={`/administration/${section.plural}` as never}
                    search={{} as never}
                    aria-current={section.plural === plural ? 'page' : undefined}
                  >
                    {nameOf(section.plural)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div className="admin-jump">
        <select
          aria-label={t('admin.nav')}
          value={plural}
          onChange={({ target }) =>
            void navigate({ to: `/administration/${target.value}` as never, search: {} as never })
          }
        >
          {here === 'open' ? null : <option value={plural}>{t('record.choose')}</option>}
          {groups.map(({ key, sections }) => (
            <optgroup key={key} label={t(`admin.group.${key}`)}>
              {sections.map((section) => (
                <option key={section.plural} value={section.plural}>
                  {nameOf(section.plural)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <div className="admin-content">
        {here === 'open' ? (
          children
        ) : (
          <Empty title={t(here === 'forbidden' ? 'record.forbidden' : 'record.absent')}>
            {t(here === 'forbidden' ? 'record.forbidden-why' : 'record.absent-why')}
          </Empty>
        )}
      </div>
    </div>
  );
}
