interface Entry<V> {
  value: V;
  /** How many entries had come in when it was last put at the end. */
  at: number;
}

/**
 * A map that holds so many entries at most: what was asked for longest ago is forgotten for what is new. What was asked
 * for while the last half of them came in counts as one with them, since keeping their exact order would cost more than
 * finding them.
 */
export class Recent<K, V extends object | string> {
  /** A map keeps the order in which its entries came in. */
  readonly #entries = new Map<K, Entry<V>>();
  readonly #most: number;
  readonly #forgotten: (value: V) => void;
  #came = 0;

  constructor(most: number, forgotten: (value: V) => void = () => {}) {
    this.#most = most;
    this.#forgotten = forgotten;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if ((this.#came - entry.at) * 2 >= this.#most) {
      entry.at = this.#came;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    return entry.value;
  }

  set(key: K, value: V): void {
    this.#came += 1;
    this.#entries.set(key, { value, at: this.#came });
    if (this.#entries.size > this.#most) this.delete(this.#entries.keys().next().value as K);
  }

  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#forgotten(entry.value);
  }
}
