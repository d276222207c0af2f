import { useState } from 'react';
import type { FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useDraft } from '#/platform/web/draft.ts';
import { OtherDraft } from '#/platform/web/other-draft.tsx';
import { randomId } from '#/platform/web/random-id.ts';
import { useText } from '#/platform/web/texts.ts';
import { reportCase } from '../data/cases.ts';
import { sendFiles } from '../data/files.ts';
import { useOwnFields } from '../data/own-fields.ts';
import type { Service } from '../data/services.ts';
import { Button } from '../parts/button.tsx';
import { TextArea, TextField } from '../parts/field.tsx';
import { Files, useFileDrop } from '../parts/files.tsx';
import type { Sending } from '../parts/files.tsx';
import { fieldError, FormProblem } from '../parts/states.tsx';
import { Page } from '../shell/page.tsx';
import { go, usePlace } from '../shell/router.tsx';
import { leftOut, OwnInputs } from './own-inputs.tsx';
import type { OwnValues } from './own-inputs.tsx';
import { UrgencyChoice } from './urgency-choice.tsx';
import { ServiceChoice } from './service-choice.tsx';

type Report = {
  title: string;
  description: string;
  urgency: number | null;
  service: Service | null;
  custom?: OwnValues;
};

/** "Something is broken": what, details, how badly it stops you. Kept as a draft until it is sent. */
export function ReportPage() {
  const { t } = useText();
  const { query } = usePlace();
  const before = query.get('again');
  const service = query.get('service');
  const start: Report = {
    title: query.get('title') ?? '',
    description: before ? t('portal.report.again', { number: before }) : '',
    urgency: null,
    service: service ? { id: service, title: query.get('about') ?? '' } : null,
  };
  const given = start.title !== '' || start.service !== null || before !== null;
  return (
    <ReportForm
      key={query.toString()}
      start={start}
      context={given ? `incident:new:${slotOf(query)}` : 'incident:new'}
    />
  );
}

/** Each way into the form has a draft of its own, so that an older one never replaces what the person came with. */
function slotOf(query: URLSearchParams): string {
  let sum = 0;
  for (const letter of query.toString()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 4_294_967_291;
  return `from-${sum.toString(36)}`;
}

function ReportForm({ start, context }: { start: Report; context: string }) {
  const { t } = useText();
  const draft = useDraft<Report>(context, start, '/portal');
  const { value, change, clear, state, restored } = draft;
  const [files, setFiles] = useState<readonly Sending[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState<Readonly<Record<string, string>>>({});
  const { data: fields = [] } = useOwnFields();
  const own = value.custom ?? {};
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(() => randomId());
  const queries = useQueryClient();
  const add = (more: Sending[]) => setFiles((before) => [...before, ...more]);
  const drop = useFileDrop(add);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const empty = leftOut(fields, own);
    const wrong: Record<string, string> = {
      ...Object.fromEntries(empty.map(({ name }) => [name, t('portal.report.own-missing')])),
      ...(value.title.trim() ? {} : { title: t('portal.report.title-missing') }),
      ...(value.urgency === null ? { urgency: t('portal.report.urgency-missing') } : {}),
    };
    setMissing(wrong);
    if (busy) return;
    if (value.urgency === null || Object.keys(wrong).length > 0) {
      const first = wrong['title']
        ? 'input'
        : wrong['urgency']
          ? '[type=radio]'
          : `[data-own="${empty[0]?.name}"] .input`;
      document.querySelector<HTMLElement>(`#report ${first}`)?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const { title, description, urgency, service } = value;
      const { record } = await reportCase(
        {
          title: title.trim(),
          description: description.trim() || null,
          urgency,
          service: service?.id ?? null,
          ...(Object.keys(own).length > 0 ? { custom: own } : {}),
        },
        key,
      );
      clear();
      const unsent = await sendFiles(record.id, files, setFiles);
      void queries.invalidateQueries({ queryKey: ['cases'] });
      go(`/cases/${record.number}?new=1${unsent > 0 ? `&unsent=${unsent}` : ''}`, { replace: true });
      scrollTo(0, 0);
    } catch (problem) {
      setError(problem);
      // What is sent next may differ, and is then another request.
      setKey(randomId());
      setBusy(false);
    }
  };

  return (
    <Page title={t('portal.report.heading')} back={{ to: '/', label: t('portal.home.title') }}>
      <form id="report" className="form card" onSubmit={(event) => void send(event)} noValidate {...drop}>
        <TextField
          label={t('portal.report.title')}
          placeholder={t('portal.report.title-example')}
          value={value.title}
          maxLength={200}
          error={missing['title'] ?? fieldError(error, 'title')}
          onChange={({ target }) => change({ title: target.value })}
        />
        <TextArea
          label={t('portal.report.details')}
          hint={t('portal.report.details-hint')}
          optional
          rows={4}
          value={value.description}
          maxLength={50_000}
          error={fieldError(error, 'description')}
          onChange={({ target }) => change({ description: target.value })}
        />
        <UrgencyChoice
          value={value.urgency}
          error={missing['urgency'] ?? fieldError(error, 'urgency')}
          choose={(urgency) => change({ urgency })}
        />
        <ServiceChoice value={value.service} choose={(service) => change({ service })} />
        <OwnInputs
          fields={fields}
          values={own}
          errorOf={(name) => missing[name] ?? fieldError(error, name)}
          onChange={(custom) => change({ custom })}
        />
        <Files files={files} add={add} remove={(gone) => setFiles(files.filter((one) => one.key !== gone))} />
        <OtherDraft
          draft={draft}
          said={({ title, description }) => [title, description].filter(Boolean).join('\n')}
          button="button button-normal"
        />
        <FormProblem error={error} />
        <div className="form-end">
          <Button type="submit" look="primary" busy={busy}>
            {t(busy ? 'portal.sending' : 'portal.report.send')}
          </Button>
          <output className="draft-state">
            {restored && state === 'saved' ? t('portal.draft.restored') : null}
            {!restored && (value.title || value.description) ? t(`portal.draft.${state}`) : null}
          </output>
          {restored ? (
            <Button look="quiet" onClick={clear}>
              {t('portal.draft.discard')}
            </Button>
          ) : null}
        </div>
      </form>
    </Page>
  );
}
