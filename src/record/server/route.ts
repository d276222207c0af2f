import type { TSchema } from 'typebox';
import type { Context, Face } from './context.ts';

/** Who may call a route. A route without a rule cannot be written down. */
export type RouteRule =
  | 'signed-in' // every signed-in person, for their own things
  | 'by-record' // decided by the record's own predicate and grants, inside
  | { permission: string };

/** What a route is handed. */
export interface RouteRequest {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, unknown>>;
  body: unknown;
}

/** An answer that is a file: streamed, as a download unless it is a picture that is shown where it stands. */
export interface FileAnswer {
  file: NodeJS.ReadableStream;
  name: string;
  mediaType: string;
  size?: number;
  /** Shown in the page that asks. Only for kinds that no browser runs anything of, by their bytes. */
  inline?: boolean;
}

/**
 * A route that is not derived from a record type. Doors mount it under `/api/v1` (workspace face) and
 * `/api/v1/portal` (portal face). Answers are JSON; refusals are thrown.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under the face's root, with `:name` parameters: `/items/:id/timeline`. */
  path: string;
  faces: readonly Face[];
  rule: RouteRule;
  /** One sentence for the API's description. */
  summary: string;
  query?: TSchema;
  body?: TSchema;
  answer?: TSchema;
  /** Unsafe, but idempotent by nature (a draft, a read mark): no Idempotency-Key is asked for. */
  repeatable?: boolean;
  /**
   * Takes one file as multipart/form-data; the door hands its stream over in `body.file`. `source` is a file to be
   * imported, which may be much larger than an attachment.
   */
  upload?: boolean | 'source';
  /** Answers 201. */
  creates?: boolean;
  /** What it reads or changes is the person's own, as with `signed-in`: a key needs a scope that names it. */
  own?: boolean;
  handle(ctx: Context, request: RouteRequest): Promise<unknown>;
}

/** Identity function that types a route where it is written. */
export function route(definition: Route): Route {
  return definition;
}

/** Whether an answer is a file. */
export function isFileAnswer(answer: unknown): answer is FileAnswer {
  return typeof answer === 'object' && answer !== null && 'file' in answer && 'mediaType' in answer;
}
