import { type Column, type OutputRows, pieceCharacters } from './write.ts';

/** Writes JSON Lines in UTF-8: one object a line with the columns' keys in their order; absent cells are null. */
export async function* writeJsonl(columns: readonly Column[], rows: OutputRows): AsyncGenerator<Buffer> {
  let piece = '';
  for await (const row of rows) {
    piece += `${JSON.stringify(Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null])))}\n`;
    if (piece.length < pieceCharacters) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
