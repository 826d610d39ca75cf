/** One event that a job's watchers are told. */
export interface JobEvent {
  /** From 1, without a gap. */
  id: number;
  event: 'status' | 'progress' | 'end';
  /** JSON of the state at that time. */
  data: string;
}

/** What an event takes beside its text, as measured. */
const EVENT_BYTES = 80;

/** All events of one job, in order, so that any watcher can read on from the last one that it saw. */
export class History {
  readonly #events: JobEvent[] = [];
  readonly #watchers = new Set<() => void>();
  #ended = false;
  #bytes = 0;

  /** How much memory the events take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The id of the last event; 0 before the first. */
  get lastId(): number {
    return this.#events.length;
  }

  /** Whether the last event has come. */
  get ended(): boolean {
    return this.#ended;
  }

  add(event: JobEvent['event'], data: object): void {
    const text = JSON.stringify(data);
    this.#events.push({ id: this.#events.length + 1, event, data: text });
    this.#bytes += EVENT_BYTES + text.length;
    this.#ended = event === 'end';
    for (const tell of [...this.#watchers]) tell();
  }

  /** The event after the one with this id. */
  after(id: number): JobEvent | undefined {
    return this.#events[id];
  }

  /** Calls `fn` at each event until the returned function is called. */
  watch(fn: () => void): () => void {
    this.#watchers.add(fn);
    return () => this.#watchers.delete(fn);
  }
}
