import { backup } from './backup.ts';
import { bench } from './bench.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { importCommand } from './import.ts';
import { key } from './key.ts';
import { migrate } from './migrate.ts';
import { restore } from './restore.ts';
import { web, worker } from './serve.ts';
import { setup } from './setup.ts';
import { up } from './up.ts';
import { user } from './user.ts';
import { verify } from './verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  up,
  web,
  worker,
  migrate,
  doctor,
  verify,
  setup,
  user,
  key,
  importCommand,
  demo,
  backup,
  restore,
  bench,
];
