import { pino, stdSerializers } from 'pino';
import type { DestinationStream, Logger, LoggerOptions, SerializedError } from 'pino';

export type { Logger } from 'pino';

export interface Log extends Logger {
  /** For entries of a fixed shape that can hold no secret: looking for secrets costs more than writing the line. */
  plain: Logger;
}

/** What must never reach a log, wherever it stands in what is logged. */
const secrets = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'token',
  'secret',
  'csrf',
  'x-csrf-token',
  'bearer',
  'key',
];

/** Paths for the redaction: two levels deep, which is as deep as anything we log. */
const paths = secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/** Where PostgreSQL's errors quote the row, the line or the statement that they are about: somebody's data. */
const quoting = ['detail', 'where', 'internalQuery'];

/** An error with its stack, its code and its place, and with nothing of the data that it came about with. */
function errorToLog(error: Error): SerializedError {
  return withoutData(stdSerializers.err(error));
}

function withoutData(error: SerializedError): SerializedError {
  for (const name of quoting) delete error[name];
  for (const inner of error.aggregateErrors ?? []) withoutData(inner);
  return error;
}

/**
 * The log: JSON lines on standard error, one event each, with the request's id where there is one (`request`). Data
 * goes to standard output, which the command line keeps for answers.
 * @param level fatal … trace, or silent
 */
export function openLog(level: string, destination: DestinationStream | NodeJS.WritableStream = process.stderr): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorToLog },
  };
  const to = destination as DestinationStream;
  const log = pino({ ...options, redact: { paths, censor: '[redacted]' } }, to);
  return Object.assign(log, { plain: pino(options, to) });
}
