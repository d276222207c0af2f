import { useState } from 'react';
import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import type { CalendarVersion } from '#/processes/foundation/shared/calendar.ts';
import { ExceptionList } from './exception-list.tsx';
import { HolidayList } from './holiday-list.tsx';
import { VersionChoice } from './version-choice.tsx';
import { freshVersion } from './versions.ts';
import { WeekGrid } from './week-grid.tsx';
import './calendar-editor.css';

/** Working hours by version: a week with several intervals a day, holidays, and days with hours of their own. */
export const Editor: ShapeEditor = ({ field, value, form, errors, onChange }) => {
  const { t } = useText();
  const versions = Array.isArray(value) && value.length > 0 ? (value as CalendarVersion[]) : [freshVersion()];
  const [chosen, setChosen] = useState(versions.length - 1);
  const at = Math.min(chosen, versions.length - 1);
  const version = versions[at] ?? freshVersion();
  const zone = typeof form['timeZone'] === 'string' ? form['timeZone'] : 'UTC';
  const country = typeof form['holidayCountry'] === 'string' ? form['holidayCountry'] : '';
  const put = (part: Partial<CalendarVersion>) => onChange(versions.with(at, { ...version, ...part }));
  return (
    <fieldset className="calendar">
      <legend>{field.label}</legend>
      {errors[field.name] ? (
        <p className="admin-problem" role="alert">
          {errors[field.name]}
        </p>
      ) : null}
      <VersionChoice
        versions={versions}
        at={at}
        zone={zone}
        onChoose={setChosen}
        onChange={(next, now) => {
          onChange(next);
          setChosen(now);
        }}
      />
      <h2>{t('admin.calendar.week')}</h2>
      <WeekGrid week={version.week} onChange={(week) => put({ week })} />
      <div className="calendar-days">
        <ExceptionList exceptions={version.exceptions} onChange={(exceptions) => put({ exceptions })} />
        <HolidayList country={country} holidays={version.holidays} onChange={(holidays) => put({ holidays })} />
      </div>
    </fieldset>
  );
};
