import type { JournalEntry } from './entry.ts';

export interface JournalFilter {
  provider?: string;
  operation?: string;
  status?: number;
  key?: string;
  call?: string;
  callPrefix?: string;
  sinceSeq?: number;
  limit?: number;
}

export interface JournalPage {
  /** Oldest first. */
  entries: JournalEntry[];
  /** How many entries match, whatever `limit` says. */
  total: number;
  /** How many entries had to make room since the start. */
  evicted: number;
  /** `sinceSeq` of the next page. */
  nextSeq: number;
}

function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  return (
    (filter.provider === undefined || entry.provider === filter.provider) &&
    (filter.operation === undefined || entry.operation === filter.operation) &&
    (filter.status === undefined || entry.status === filter.status) &&
    (filter.key === undefined || entry.key === filter.key) &&
    (filter.call === undefined || entry.callId === filter.call) &&
    (filter.callPrefix === undefined || entry.callId.startsWith(filter.callPrefix))
  );
}

/** The latest requests, up to a capacity; the oldest make room. */
export class Journal {
  readonly #capacity: number;
  /** The entry with number `seq` is at `(seq - base) % capacity`. */
  #ring: JournalEntry[] = [];
  #base = 1;
  #firstSeq = 1;
  #nextSeq = 1;
  #evicted = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(entry: Omit<JournalEntry, 'seq'>): void {
    const seq = this.#nextSeq;
    this.#nextSeq += 1;
    if (seq - this.#firstSeq >= this.#capacity) {
      this.#firstSeq += 1;
      this.#evicted += 1;
    }
    this.#ring[(seq - this.#base) % this.#capacity] = { seq, ...entry };
  }

  query(filter: JournalFilter = {}): JournalPage {
    const limit = filter.limit ?? Number.POSITIVE_INFINITY;
    const entries: JournalEntry[] = [];
    let total = 0;
    let nextSeq = this.#nextSeq;
    for (let seq = Math.max(filter.sinceSeq ?? 0, this.#firstSeq); seq < this.#nextSeq; seq += 1) {
      const entry = this.#ring[(seq - this.#base) % this.#capacity];
      if (entry === undefined || !matches(entry, filter)) continue;
      total += 1;
      if (entries.length < limit) entries.push(entry);
      else if (total === limit + 1) nextSeq = entry.seq;
    }
    return { entries, total, evicted: this.#evicted, nextSeq };
  }

  /** Forgets all entries; the numbers go on, so that `sinceSeq` stays meaningful. */
  clear(): void {
    this.#ring = [];
    this.#base = this.#nextSeq;
    this.#firstSeq = this.#nextSeq;
  }
}
