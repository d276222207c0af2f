import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { checkMapping } from '#/capabilities/mapping/server/check-mapping.ts';
import { createRun } from '#/capabilities/imports/server/run-row.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import { runImport } from '#/capabilities/imports/server/run.ts';
import type { RunOptions } from '#/capabilities/imports/server/run.ts';
import { beginUndo } from '#/capabilities/imports/server/begin-undo.ts';
import { undoRun } from '#/capabilities/imports/server/undo.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';

/** When the imports of the tests run: a Wednesday, years after the events of the generated log. */
export const wednesday = Date.UTC(2026, 2, 11, 9);

export interface BringIn extends Partial<Omit<RunOptions, 'path'>> {
  dry?: boolean;
  mapping?: Mapping;
  now?: number;
  switchOver?: number;
  /** Who starts it; the command line where nobody is named. */
  by?: Who;
}

/** A desk with files that come in. */
export interface Importing {
  desk: Desk;
  folder: string;
  /** Writes a file of the test's own and returns its path. */
  file(name: string, content: string | Buffer): Promise<string>;
  /** The mapping that a person is offered for a file, for cases of Acme. Fails where it cannot be used as it is. */
  offered(file: string): Promise<Mapping>;
  /** Writes down a run without working on it. */
  queue(file: string, options?: BringIn): Promise<string>;
  /** Runs a file through, and returns the run as it ended. */
  bringIn(file: string, options?: BringIn): Promise<Run>;
  /** Takes a run back. */
  takeBack(run: string, evenTouched?: boolean): Promise<Run>;
  stop(): Promise<void>;
}

/** Opens a desk of its own that files can be brought into. */
export async function openImporting(): Promise<Importing> {
  const desk = await openDesk();
  const folder = await mkdtemp(path.join(tmpdir(), 'mainstay-import-'));
  const offered = async (file: string): Promise<Mapping> => {
    const sniff = await sniffSource(file, { findsHeader: true, whole: true });
    const { mapping, open } = incidentImport.suggest(sniff, { customer: 'Acme' });
    const problems = await checkMapping(desk.system(wednesday), incidentImport, mapping, sniff.columns, sniff.words);
    if (open.length > 0 || problems.length > 0) throw new Error(JSON.stringify({ open, problems }));
    return mapping;
  };
  const queue = async (file: string, { mapping, dry = false, now = wednesday, switchOver = now, by }: BringIn = {}) => {
    const { id } = await createRun(by ? await desk.as(by, now) : desk.system(now), {
      kind: 'incident',
      name: 'test',
      mapping: mapping ?? (await offered(file)),
      source: '0'.repeat(64),
      sourceName: path.basename(file),
      dry,
      switchOver,
      expected: null,
    });
    return id;
  };
  const bringIn = async (file: string, { dry, mapping, now = wednesday, switchOver, by, ...options }: BringIn = {}) => {
    const id = await queue(file, {
      now,
      ...(dry === undefined ? {} : { dry }),
      ...(mapping ? { mapping } : {}),
      ...(switchOver === undefined ? {} : { switchOver }),
      ...(by === undefined ? {} : { by }),
    });
    const run = await runImport(desk.system(now), incidentImport, id, { worker: randomUUID(), ...options, path: file });
    if (!run) throw new Error('somebody else has the run');
    return run;
  };
  return {
    desk,
    folder,
    async file(name, content) {
      const at = path.join(folder, name);
      await writeFile(at, content);
      return at;
    },
    offered,
    queue,
    bringIn,
    async takeBack(run, evenTouched = false) {
      const ctx = desk.system(wednesday);
      return undoRun(ctx, incidentImport, await beginUndo(ctx, run, evenTouched));
    },
    async stop() {
      await desk.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
