import type { Build } from '../data/builds.ts';
import { parametersOf } from '../data/place.ts';
import type { Filled, Place } from '../data/place.ts';
import { start } from './drive.ts';
import type { Caller } from './operations.ts';

/** The agent's password, for the browser. */
export const password = 'a bench of oak, twelve feet long';

export type Keys = Readonly<Record<Caller, string>>;

/** A fresh API key of each caller, made by the build that is measured. */
export async function makeKeys(place: Place, build: Build, { url, ground }: Filled): Promise<Keys> {
  const parameters = [...parametersOf(place, url), JSON.stringify(ground), password];
  const { told, ended } = await start<{ keys: Keys }>('keys', parameters, { folder: build.folder });
  await ended;
  return told.keys;
}
