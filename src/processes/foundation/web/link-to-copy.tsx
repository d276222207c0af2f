import { useState } from 'react';
import { Button } from '@mantine/core';
import { copyText } from '#/platform/web/copy.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';

/** A link that is good once; it is shown this once, to be handed over by whoever asked for it. */
export interface OneTimeLink {
  url: string;
  expiresAt: string;
  /** Whether it goes to the person by mail as well. */
  mailed: boolean;
}

export function LinkToCopy(props: { link: OneTimeLink; name: string; purpose: 'invitation' | 'password-reset' }) {
  const { link, name, purpose } = props;
  const { t } = useText();
  const formats = useFormats();
  const [copied, setCopied] = useState(false);
  return (
    <div className="person-link" role="status">
      <p>{t(`admin.link.${purpose}`, { name, until: formats.moment(link.expiresAt) })}</p>
      <p>{t(link.mailed ? 'admin.link.mailed' : 'admin.link.not-mailed', { name })}</p>
      <input
        readOnly
        aria-label={t('admin.link')}
        value={link.url}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <Button size="xs" onClick={() => void copyText(link.url).then(setCopied)}>
        {t(copied ? 'admin.copied' : 'admin.copy')}
      </Button>
    </div>
  );
}
