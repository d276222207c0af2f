import { createServer } from 'node:net';
import { errorCode } from '#/platform/process/failure.ts';

/** Whether nothing listens on this port of this address. Rejects where the address is none of this machine's. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  try {
    await listen(port, host);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return false;
    throw error;
  }
}

/** A port that nothing listens on: `preferred` where it is free. */
export async function freePort(host: string, preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred, host))) return preferred;
  return listen(0, host);
}

function listen(port: number, host: string): Promise<number> {
  return new Promise((settle, refuse) => {
    const server = createServer();
    server.once('error', refuse);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => settle(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
