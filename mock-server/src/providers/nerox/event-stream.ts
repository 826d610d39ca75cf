import { Readable } from 'node:stream';
import type { Clock } from '@evenkeel/toolkit';
import type { Cancel } from '../../clock.ts';
import type { History, JobEvent } from './gpu/history.ts';

/** How much a slow reader may leave in the stream's buffer; the rest waits in the job's history. */
const BUFFER_BYTES = 16_384;
const RECONNECT_MS = 1_000;

const frame = ({ id, event, data }: JobEvent): string => `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;

export interface EventStreamOptions {
  history: History;
  /** The id of the last event that the reader knows; 0: none. */
  after: number;
  clock: Clock;
  heartbeatMs: number;
  /** After this many events `onCut` is called, and nothing else comes; null: never. */
  cutAfter: number | null;
  onCut: () => void;
}

/**
 * A job's events for one reader. They are taken from the job's history as fast as
 * they are read, so that a slow reader costs no memory.
 */
export class EventStream extends Readable {
  readonly #options: EventStreamOptions;
  #lastId: number;
  #left: number;
  #begun = false;
  #wanted = false;
  readonly #unwatch: () => void;
  #cancelHeartbeat: Cancel = () => {};

  constructor(options: EventStreamOptions) {
    super({ highWaterMark: BUFFER_BYTES });
    this.#options = options;
    this.#lastId = options.after;
    this.#left = options.cutAfter ?? Number.POSITIVE_INFINITY;
    this.#unwatch = options.history.watch(() => this.#carry());
    this.#beat();
  }

  override _read(): void {
    this.#wanted = true;
    if (!this.#begun) this.#write(`retry: ${RECONNECT_MS}\n\n`);
    this.#begun = true;
    this.#carry();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#unwatch();
    this.#cancelHeartbeat();
    done(error);
  }

  /** Ends the stream, though its job may go on. */
  finish(): void {
    this.#left = 0;
    if (!this.destroyed && !this.readableEnded) this.push(null);
  }

  #carry(): void {
    const { history, onCut } = this.#options;
    while (this.#wanted && this.#left > 0) {
      const event = history.after(this.#lastId);
      if (event === undefined) {
        if (history.ended) this.finish();
        return;
      }
      this.#lastId = event.id;
      this.#left -= 1;
      this.#write(frame(event));
      if (this.#left === 0) onCut();
    }
  }

  #write(text: string): void {
    this.#wanted = this.push(text);
  }

  #beat(): void {
    const { clock, heartbeatMs } = this.#options;
    this.#cancelHeartbeat = clock.setTimeout(() => {
      // A reader that is behind needs no heartbeat, since events are waiting for it.
      if (this.#wanted && this.#left > 0) this.#write(': heartbeat\n\n');
      this.#beat();
    }, heartbeatMs);
  }
}
