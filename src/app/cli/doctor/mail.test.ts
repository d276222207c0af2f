import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '#/platform/config/config.ts';
import { makeCertificate } from '#/platform/mail/test/certificate.ts';
import { startMailServer } from '#/platform/mail/test/mail-server.ts';
import type { MailServer } from '#/platform/mail/test/mail-server.ts';
import { checkMail } from './machine.ts';

const authority = makeCertificate('An authority');
const certificate = makeCertificate('mail.example.org', { issuer: authority });
const account = { user: 'desk', password: 'secret' };
let folder: string;
let file: string;
let server: MailServer;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-doctor-'));
  file = path.join(folder, 'authority.pem');
  await writeFile(file, authority.cert);
  server = await startMailServer({ tls: { mode: 'starttls', certificate }, account });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('the doctor about mail', () => {
  it('says in one sentence that the certificate is not trusted, and how to mend it', async () => {
    const finding = await checkMail(readConfig({ SMTP_URL: server.url }));
    expect(finding).toMatchObject({ check: 'mail', outcome: 'fail', mend: expect.stringContaining('SMTP_CA') });
    expect(finding.found).toMatch(
      /: The certificate of 127\.0\.0\.1 is not trusted \(unable to .*\): name .* SMTP_CA\.$/,
    );
    expect(JSON.stringify(finding)).not.toContain('secret');
  });

  it('is content where its authority is named, and tries no password', async () => {
    const finding = await checkMail(readConfig({ SMTP_URL: server.url, SMTP_CA: file }));
    expect(finding).toMatchObject({ outcome: 'ok', found: expect.stringMatching(/mail server, under TLS\.$/) });
    expect(server.secured).toEqual([]);
  });

  it.each([path.join(tmpdir(), 'no-such-file.pem'), import.meta.filename])(
    'never comes to that where SMTP_CA names no certificates: %s',
    (wrong) => {
      expect(() => readConfig({ SMTP_URL: server.url, SMTP_CA: wrong })).toThrow(
        /SMTP_CA must be a file of certificates/,
      );
    },
  );
});
