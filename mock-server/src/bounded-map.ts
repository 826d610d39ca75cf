export interface MapBounds<V> {
  /** Of memory, as its entries are said to take. */
  maxBytes: number;
  /** How many entries; any number unless given. */
  maxEntries?: number;
  /** Which may be let go, the oldest first: all that the first says, then those that the second says, and so on. */
  mayGo: readonly ((value: V) => boolean)[];
  /** Told of each that was let go. */
  onEvicted?: (value: V) => void;
}

interface Row<V> {
  value: V;
  bytes: number;
}

/** What is kept for as long as there is room for it. */
export class BoundedMap<K, V> {
  readonly #bounds: Required<MapBounds<V>>;
  readonly #rows = new Map<K, Row<V>>();
  #bytes = 0;
  #evicted = 0;

  constructor(bounds: MapBounds<V>) {
    this.#bounds = { maxEntries: Number.POSITIVE_INFINITY, onEvicted: () => {}, ...bounds };
  }

  /** How many had to make room since the start. */
  get evicted(): number {
    return this.#evicted;
  }

  /** False, and it is not kept, where there is no room for it though all are gone that may go. */
  add(key: K, value: V, bytes: number): boolean {
    this.delete(key);
    if (!this.#makeRoom(bytes, 1)) return false;
    this.#rows.set(key, { value, bytes });
    this.#bytes += bytes;
    return true;
  }

  /** It takes more, or less, from now on; it may be let go for that itself. */
  resize(key: K, bytes: number): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#bytes += bytes - row.bytes;
    row.bytes = bytes;
    this.#makeRoom(0, 0);
  }

  get(key: K): V | undefined {
    return this.#rows.get(key)?.value;
  }

  has(key: K): boolean {
    return this.#rows.has(key);
  }

  delete(key: K): void {
    this.#bytes -= this.#rows.get(key)?.bytes ?? 0;
    this.#rows.delete(key);
  }

  /** Oldest first. */
  values(): V[] {
    return Array.from(this.#rows.values(), ({ value }) => value);
  }

  #makeRoom(bytes: number, entries: number): boolean {
    for (const mayGo of this.#bounds.mayGo) {
      if (this.#hasRoom(bytes, entries)) return true;
      for (const [key, { value }] of this.#rows) {
        if (!mayGo(value)) continue;
        this.delete(key);
        this.#evicted += 1;
        this.#bounds.onEvicted(value);
        if (this.#hasRoom(bytes, entries)) return true;
      }
    }
    return this.#hasRoom(bytes, entries);
  }

  #hasRoom(bytes: number, entries: number): boolean {
    const { maxBytes, maxEntries } = this.#bounds;
    return this.#bytes + bytes <= maxBytes && this.#rows.size + entries <= maxEntries;
  }
}
