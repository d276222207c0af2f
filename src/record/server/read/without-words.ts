import type { Row } from '../commit/commit.ts';
import type { RecordType } from '../kit.ts';

const blank = '…';

/**
 * A record as somebody may know it who may not read it, for counting what rules would do to it: all that people wrote
 * in it is blanked, so that no condition about words tells, yes or no, what stands there.
 */
export function withoutWords({ definition }: RecordType, row: Row): Row {
  const known = { ...row, custom: {} };
  for (const [name, { kind }] of Object.entries(definition.fields)) {
    if (kind === 'tags') Object.assign(known, { [name]: [] });
    if ((kind === 'text' || kind === 'long-text') && row[name]) Object.assign(known, { [name]: blank });
  }
  return known;
}
