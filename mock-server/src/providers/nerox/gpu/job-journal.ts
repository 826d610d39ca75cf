/** What happened to a job, written when it happened, and not derived from its bill. */
export interface JobJournalEvent {
  /** From 1. */
  seq: number;
  job: string;
  event: 'submitted' | 'started' | 'ended';
  /** Whole epoch milliseconds of the GPU clock. */
  atMs: number;
}

/** The latest events of all jobs, up to a capacity. */
export class JobJournal {
  readonly #capacity: number;
  #events: JobJournalEvent[] = [];
  #seq = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  write(job: string, event: JobJournalEvent['event'], atMs: number): void {
    this.#seq += 1;
    this.#events.push({ seq: this.#seq, job, event, atMs });
    // Trimmed only now and then, since a shift for each event would move all others.
    if (this.#events.length >= 2 * this.#capacity) this.#events = this.#events.slice(-this.#capacity);
  }

  /** Oldest first. */
  events(): readonly JobJournalEvent[] {
    return this.#events.slice(-this.#capacity);
  }
}
