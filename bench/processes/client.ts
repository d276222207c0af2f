import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Work, Worked } from '../measure/drive.ts';

// Callers over HTTP with connections that stay open, in a process of its own: its time is not counted.
process.on('message', (work: Work) => {
  void run(work).then(
    (worked) => process.send?.(worked),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

let next = 0;

async function run(work: Work): Promise<Worked> {
  const agent = new Agent({ keepAlive: true, maxSockets: work.callers });
  const latencies: number[] = [];
  const began = performance.now();
  const until = began + work.milliseconds;
  await Promise.all(
    Array.from({ length: work.callers }, async () => {
      // However short the time: once.
      do {
        const one = work.requests[next++ % work.requests.length];
        if (!one) throw new Error('nothing to ask for');
        const from = performance.now();
        await call(agent, work, one);
        latencies.push(performance.now() - from);
      } while (performance.now() < until);
    }),
  );
  const took = performance.now() - began;
  agent.destroy();
  return { latencies, took };
}

function call(agent: Agent, { address, token }: Work, { method, path, body }: Work['requests'][number]): Promise<void> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    // As a browser asks: what an answer costs to compress is the server's time as well.
    'accept-encoding': 'gzip, deflate, br, zstd',
  };
  if (method !== 'GET') headers['idempotency-key'] = randomUUID();
  if (text !== undefined) {
    headers['content-type'] = 'application/json';
    headers['content-length'] = String(Buffer.byteLength(text));
  }
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, address), { method, agent, headers }, (answer) => {
      let size = 0;
      let problem = '';
      const status = answer.statusCode ?? 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (status >= 300) problem += chunk.toString();
      });
      answer.on('end', () => {
        if (status >= 300 || size === 0) reject(new Error(`${method} ${path}: ${status} ${problem.slice(0, 500)}`));
        else resolve();
      });
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(text);
  });
}
