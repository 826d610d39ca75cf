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
  /** How many entries were evicted since the start. */
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

/** What an entry, and a fault's decision in it, take at least, as measured: their numbers and short texts. */
const ENTRY_BYTES = 400;
const DECISION_BYTES = 100;

/** Of an entry's texts only the call id can be long. It came in a header, so a character is a byte. */
function bytesOf({ callId, faults }: JournalEntry): number {
  return ENTRY_BYTES + callId.length + DECISION_BYTES * faults.length;
}

/** The latest requests, up to a number of entries and of bytes; the oldest make room. */
export class Journal {
  readonly #capacity: number;
  readonly #maxBytes: number;
  /** The entry with number `seq` is at `(seq - base) % capacity`. */
  #ring: (JournalEntry | undefined)[] = [];
  #base = 1;
  #firstSeq = 1;
  #nextSeq = 1;
  #evicted = 0;
  #bytes = 0;

  /** @param maxBytes of memory, about; unless given, room for `capacity` entries of three times the usual size */
  constructor(capacity: number, maxBytes = capacity * 3 * ENTRY_BYTES) {
    this.#capacity = capacity;
    this.#maxBytes = maxBytes;
  }

  add(entry: Omit<JournalEntry, 'seq'>): void {
    const seq = this.#nextSeq;
    this.#nextSeq += 1;
    if (seq - this.#firstSeq >= this.#capacity) this.#evictOldest();
    const kept = { seq, ...entry };
    this.#ring[this.#slotOf(seq)] = kept;
    this.#bytes += bytesOf(kept);
    while (this.#bytes > this.#maxBytes && this.#firstSeq < seq) this.#evictOldest();
  }

  query(filter: JournalFilter = {}): JournalPage {
    const limit = filter.limit ?? Number.POSITIVE_INFINITY;
    const entries: JournalEntry[] = [];
    let total = 0;
    let nextSeq = this.#nextSeq;
    for (let seq = Math.max(filter.sinceSeq ?? 0, this.#firstSeq); seq < this.#nextSeq; seq += 1) {
      const entry = this.#ring[this.#slotOf(seq)];
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
    this.#bytes = 0;
  }

  #slotOf(seq: number): number {
    return (seq - this.#base) % this.#capacity;
  }

  #evictOldest(): void {
    const slot = this.#slotOf(this.#firstSeq);
    const oldest = this.#ring[slot];
    if (oldest !== undefined) this.#bytes -= bytesOf(oldest);
    this.#ring[slot] = undefined;
    this.#firstSeq += 1;
    this.#evicted += 1;
  }
}
