import { useId } from 'react';
import type { InputHTMLAttributes, ReactNode, Ref, TextareaHTMLAttributes } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from './icon.tsx';

interface Labelled {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  /** Says so beside the label; what is not optional is mandatory. */
  optional?: boolean;
}

type Wiring = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };

/** Label, hint and error around one control. */
export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: Labelled & { children: (wiring: Wiring) => ReactNode }) {
  const { t } = useText();
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {optional ? <span className="field-optional">{t('portal.optional')}</span> : null}
      </label>
      {hint ? (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p className="field-error" id={`${id}-error`}>
          <Icon name="alert" size={16} /> {error}
        </p>
      ) : null}
    </div>
  );
}

type TextFieldProps = Labelled & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

/** One line of text. */
export function TextField({ label, hint, error, optional, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(wiring) => <input className="input" type="text" required={!optional} {...wiring} {...rest} />}
    </Field>
  );
}

type TextAreaProps = Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>;

/** Paragraphs; it grows with what is typed (field-sizing, where the browser knows it). */
export function TextArea({ label, hint, error, optional, value, rows = 3, ...rest }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(wiring) => <textarea className="input input-long" rows={rows} value={value} {...wiring} {...rest} />}
    </Field>
  );
}
