import { expect, it } from 'vitest';
import { openWeb } from './open-web.ts';

it.each([
  [{}, false],
  [{ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'desk@example.com' }, true],
])('whether mail is sent is said before anybody waits for one: %j', async (settings, mail) => {
  const web = await openWeb(settings);
  try {
    const forgotten = await web.nobody('GET', '/password-resets');
    expect(forgotten.json()).toEqual({ mail });
    const administrator = await web.keyOf('administrator');
    expect((await administrator('GET', '/mails')).json()).toMatchObject({ mail });
    const invited = await administrator('POST', `/accounts/${web.desk.ids.user}/invitation`, { body: {} });
    expect([invited.statusCode, invited.json()]).toEqual([201, expect.objectContaining({ mailed: mail })]);
  } finally {
    await web.stop();
  }
});
