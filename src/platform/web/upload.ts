import { addressOf, headersOf } from './api.ts';
import type { Query } from './api.ts';
import { problemFrom, unreachable } from './problem.ts';
import { randomId } from './random-id.ts';

export interface UploadOptions {
  /** Told the part that has left, 0 … 1. */
  onProgress?: (part: number) => void;
  signal?: AbortSignal;
  idempotencyKey?: string;
}

/** Sends one file as multipart/form-data. Throws `Problem`; an abort throws the signal's reason. */
export function upload<T>(path: string, file: Blob, query: Query = {}, options: UploadOptions = {}): Promise<T> {
  const { onProgress, signal, idempotencyKey = randomId() } = options;
  return new Promise<T>((resolve, reject) => {
    // fetch tells nothing about how much has been sent.
    const request = new XMLHttpRequest();
    request.open('POST', addressOf(path, query));
    for (const [name, value] of Object.entries(headersOf(idempotencyKey))) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0));
    request.addEventListener('error', () => reject(unreachable()));
    request.addEventListener('abort', () => reject(signal?.reason));
    request.addEventListener('load', () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve((responseText ? JSON.parse(responseText) : undefined) as T);
      else reject(problemFrom(status, responseText, request.getResponseHeader('retry-after')));
    });
    signal?.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file, file instanceof File ? file.name : 'file');
    request.send(form);
  });
}
