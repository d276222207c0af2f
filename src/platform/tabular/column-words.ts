import { emptyValues } from './columns.ts';

/** What the cells of one column have in them. */
export interface ColumnWords {
  /** The different texts with how often each occurs, the most common first. */
  words: readonly (readonly [text: string, count: number])[];
  /** Whether these are all: columns with very many different texts are cut short. */
  complete: boolean;
  /** Characters of the longest text. */
  longest: number;
  /** Texts that begin with the largest first, second number: of dates they tell the day from the month. */
  extremes: readonly string[];
  /** Texts that stand for nothing as it seems: `?`, `N/A`, `-`, `NULL`, `(empty)`. */
  placeholders: readonly string[];
}

/** How many values of a column that were looked at stand in several rows; dates and numbers of cases are told apart by it. */
export function sharedValues({ words }: ColumnWords): { values: number; shared: number } {
  return { values: words.length, shared: words.filter(([, count]) => count > 1).length };
}

const mostWords = 300;
const longestWord = 200;
const placeholder =
  /^(?:[?\-–—_.*]{1,3}|n\/?a|#n\/a|n\.a\.|null|<null>|nil|none|\\n|undefined|\((?:empty|blank|none|null)\))$/i;
const numbers = /^\D{0,2}(\d{1,2})\D{1,2}(\d{1,2})\D/;

class Column {
  private readonly words = new Map<string, number>();
  private complete = true;
  private longest = 0;
  private readonly largest = [0, 0];
  private readonly extremes = ['', ''];
  private readonly placeholders = new Set<string>();

  add(text: string): void {
    if (text.length > this.longest) this.longest = text.length;
    const known = this.words.get(text);
    if (known !== undefined) this.words.set(text, known + 1);
    else if (this.words.size < mostWords && text.length <= longestWord) this.words.set(text, 1);
    else this.complete = false;
    if (known !== undefined || text.length > 40) return;
    if (text.length <= 10 && placeholder.test(text) && this.placeholders.size < 20) this.placeholders.add(text);
    const [, ...found] = numbers.exec(text) ?? [];
    for (const [nth, digits] of found.entries()) {
      if (Number(digits) <= (this.largest[nth] ?? 0)) continue;
      this.largest[nth] = Number(digits);
      this.extremes[nth] = text;
    }
  }

  told(): ColumnWords {
    return {
      words: [...this.words].toSorted(([, a], [, b]) => b - a),
      complete: this.complete,
      longest: this.longest,
      extremes: this.extremes.filter((text) => text !== ''),
      placeholders: [...this.placeholders],
    };
  }
}

/** Gathers what columns have in them, in memory that does not grow with the number of rows. */
export class WordsOfColumns {
  private readonly columns = new Map<string, Column>();

  add(column: string, cell: unknown): void {
    if (cell === null || cell === undefined || cell === '') return;
    const text = (typeof cell === 'object' ? JSON.stringify(cell) : String(cell)).trim();
    if (text === '') return;
    let words = this.columns.get(column);
    if (!words) this.columns.set(column, (words = new Column()));
    words.add(text);
  }

  told(): Record<string, ColumnWords> {
    const told = emptyValues<ColumnWords>();
    for (const [name, column] of this.columns) told[name] = column.told();
    return told;
  }
}
