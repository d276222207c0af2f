import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import { positionalsOf, textOf } from './parse.ts';
import { openRuntime } from './runtime.ts';

/** `mainstay verify` */
export const verify: Command = {
  name: 'verify',
  summary: 'Check that nobody touched the history',
  usage: ['verify', 'verify --accept REASON'],
  about:
    'Reads the whole history and compares it with its seals, and these with what was kept outside of the database ' +
    '(SEAL_FOLDER). Takes about a minute for a million entries. Exit code 1 when something was touched. --accept is ' +
    'for after an older backup was restored on purpose: the history goes on from the state that the database has now. ' +
    'The reason stays in that file, and every verification tells it.',
  examples: [
    { call: 'mainstay verify', does: 'Is the history whole?' },
    { call: 'mainstay verify --json', does: 'For a monitoring system' },
    {
      call: 'mainstay verify --accept "The disk broke; backup of 31 January restored"',
      does: 'After restoring an older state on purpose',
    },
  ],
  options: {
    accept: { type: 'string', value: 'REASON', about: 'Go on from the state that the database has now, and say why' },
  },
  async run(ctx) {
    positionalsOf(ctx);
    const because = textOf(ctx, 'accept')?.trim();
    if (because !== undefined && (because.length < 3 || because.length > 500))
      throw new UsageError('--accept needs a reason of 3 to 500 characters');
    const runtime = await openRuntime(ctx.config(), ctx.say);
    try {
      const { runVerify } = await import('#/app/commands/verify.ts');
      return await runVerify(runtime, because, ctx);
    } finally {
      await runtime.close();
    }
  },
};
