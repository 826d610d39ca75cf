export interface MapBounds<V> {
  /** The memory that all entries may take, by the sizes that they were added with. */
  maxBytes: number;
  /** How many entries there may be; any number unless given. */
  maxEntries?: number;
  /** Which entries may be evicted: first those that the first test names, oldest first, then those of the second... */
  mayGo: readonly ((value: V) => boolean)[];
  /** Called with each evicted value. */
  onEvicted?: (value: V) => void;
}

interface Row<V> {
  value: V;
  bytes: number;
}

/** A map that keeps its entries for as long as there is room, and then evicts the oldest that may go. */
export class BoundedMap<K, V> {
  readonly #bounds: Required<MapBounds<V>>;
  readonly #rows = new Map<K, Row<V>>();
  #bytes = 0;
  #evicted = 0;

  constructor(bounds: MapBounds<V>) {
    this.#bounds = { maxEntries: Number.POSITIVE_INFINITY, onEvicted: () => {}, ...bounds };
  }

  /** How many entries were evicted since the start. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Returns false, and keeps nothing, where there is no room even after all that may go were evicted. */
  add(key: K, value: V, bytes: number): boolean {
    this.delete(key);
    if (!this.#makeRoom(bytes, 1)) return false;
    this.#rows.set(key, { value, bytes });
    this.#bytes += bytes;
    return true;
  }

  /** Sets what an entry takes from now on; the entry itself may be evicted for it. */
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
