import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Who } from '#/app/test/desk.ts';
import type { TestWeb } from './open-web.ts';

interface Said {
  event: string;
  data: unknown;
}

/** The stream of a person's browser from a server that listens: waits for what was said. `began`: when its page began to read. */
export async function listenTo(web: TestWeb, address: string, who: Who, path = '/events', began?: number) {
  const browser = await web.browserOf(who);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const since = began === undefined ? '' : `?since=${Math.ceil(performance.now() - began)}`;
    request(`${address}/api/v1${path}${since}`, { headers: { cookie: browser.cookie } }, resolve)
      .on('error', reject)
      .end();
  });
  const said: Said[] = [];
  let wake = () => {};
  let ended = false;
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const parts = (rest + text).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const event = /^event: (.*)$/m.exec(part)?.[1];
      if (event) said.push({ event, data: JSON.parse(/^data: (.*)$/m.exec(part)?.[1] ?? 'null') });
    }
    wake();
  });
  response.on('close', () => {
    ended = true;
    wake();
  });
  const until = async (holds: () => boolean) => {
    const end = AbortSignal.timeout(9000);
    while (!holds()) {
      await new Promise<void>((resolve, reject) => {
        wake = resolve;
        end.addEventListener('abort', () => reject(new Error(`heard only ${JSON.stringify(said)}`)), { once: true });
      });
    }
  };
  await until(() => said.some(({ event }) => event === 'hello'));
  const heard = (event: string) => said.filter((one) => one.event === event).flatMap(({ data }) => data as object[]);
  return { browser, said, heard, until, ended: () => ended, response, close: () => response.destroy() };
}
