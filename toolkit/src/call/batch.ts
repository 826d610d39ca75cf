import { EvenkeelError } from '../errors/errors.ts';
import { tell } from '../errors/tell.ts';

export interface BatchProgress {
  /** Payloads taken so far, and in all if the input tells. */
  taken: number;
  total: number | undefined;
  succeeded: number;
  failed: number;
}

export interface BatchOptions {
  /** Ends the batch: no further attempt starts, and every payload taken is settled. */
  signal?: AbortSignal;
  /** Called after each payload has settled; what it throws is ignored. */
  onProgress?: (progress: BatchProgress) => void;
  /** A whole number; among calls that wait for a slot, the higher goes first. Default 0. */
  priority?: number;
  /** Whose calls these are; see `CallOptions.tenant`. Default: none's. */
  tenant?: string;
  /** Prefix of the payloads' call ids: `<batchId>.<index>`. Printable ASCII. Default: random. */
  batchId?: string;
}

export type Payloads<P> = Iterable<P> | AsyncIterable<P>;

/** How a batch makes its calls. */
export interface BatchRunner<P, R> {
  call: (payload: P, index: number, signal: AbortSignal, onBackoff: (asleep: boolean) => void) => Promise<R>;
  /** Calls that may be under way at once; calls that sleep before a retry do not count. */
  width: () => number;
  /** Whether the client has a place for one more. */
  hasRoom: () => boolean;
  /** Results that may wait for an earlier one, or for a slow consumer. */
  maxAhead: () => number;
  /** Has `take` called when there may be more room than the batch's own calls have shown; returns how to stop that. */
  onMoreRoom: (take: () => void) => () => void;
  signal: AbortSignal | undefined;
  onProgress: ((progress: BatchProgress) => void) | undefined;
}

/**
 * Runs a call for each payload and yields how it settled, in the payloads' order. A payload is taken only when there is
 * room to send it, so an endless input is no trouble; a call that fails never ends the others.
 *
 * @throws EvenkeelError `EVK_PAYLOADS_FAILED` if the input throws, after the calls already made were yielded
 */
export async function* runBatch<P, R>(
  payloads: Payloads<P>,
  runner: BatchRunner<P, R>,
): AsyncGenerator<PromiseSettledResult<R>, void, undefined> {
  const batch = new Batch(payloads, runner);
  try {
    yield* batch.results();
  } finally {
    await batch.leave();
  }
}

class Batch<P, R> {
  readonly #runner: BatchRunner<P, R>;
  readonly #input: Iterator<P> | AsyncIterator<P>;
  readonly #progress: BatchProgress;
  /** Settled, but not yet yielded. */
  readonly #settled = new Map<number, PromiseSettledResult<R>>();
  #yielded = 0;
  #underWay = 0;
  #asleep = 0;
  #taking = false;
  #exhausted = false;
  #inputError: { error: unknown } | undefined;
  #wake: () => void = () => {};
  #stopListening: () => void = () => {};
  readonly #controller = new AbortController();
  readonly #onAbort = (): void => this.#cancel(this.#runner.signal?.reason);

  constructor(payloads: Payloads<P>, runner: BatchRunner<P, R>) {
    this.#runner = runner;
    this.#input = Symbol.asyncIterator in payloads ? payloads[Symbol.asyncIterator]() : payloads[Symbol.iterator]();
    const total = Array.isArray(payloads) ? payloads.length : undefined;
    this.#progress = { taken: 0, total, succeeded: 0, failed: 0 };
    if (runner.signal?.aborted) this.#onAbort();
    else runner.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  async *results(): AsyncGenerator<PromiseSettledResult<R>, void, undefined> {
    this.#stopListening = this.#runner.onMoreRoom(() => this.#take());
    for (;;) {
      this.#take();
      const next = this.#settled.get(this.#yielded);
      if (next !== undefined) {
        this.#settled.delete(this.#yielded);
        this.#yielded += 1;
        yield next;
      } else if (this.#exhausted && this.#yielded === this.#progress.taken) {
        if (this.#inputError === undefined) return;
        const text = `The payloads' iterable failed after ${this.#progress.taken} payloads. Mend it; its error is the cause.`;
        throw new EvenkeelError('EVK_PAYLOADS_FAILED', text, { cause: this.#inputError.error });
      } else {
        await this.#change();
      }
    }
  }

  /** Cancels what is still under way, if a consumer left early, and waits until it has settled. */
  async leave(): Promise<void> {
    this.#stopListening();
    if (!this.#exhausted) this.#closeInput();
    if (this.#underWay > 0) this.#controller.abort(new Error('The batch was left before its end.'));
    while (this.#underWay > 0) await this.#change();
    this.#runner.signal?.removeEventListener('abort', this.#onAbort);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #cancel(reason: unknown): void {
    this.#controller.abort(reason);
    // An array's payloads are all settled, as cancelled; an input without a known end is only closed.
    if (this.#progress.total === undefined) this.#closeInput();
    else this.#take();
    this.#wake();
  }

  #closeInput(): void {
    this.#exhausted = true;
    // Not awaited: an input that hangs would hold up the batch's end.
    Promise.resolve(this.#input.return?.()).catch(() => {});
  }

  /** Takes payloads for as long as there is room for them. */
  #take(): void {
    while (!this.#taking && !this.#exhausted && this.#mayTake()) {
      let next: IteratorResult<P> | Promise<IteratorResult<P>>;
      try {
        next = this.#input.next();
      } catch (error) {
        this.#failInput(error);
        return;
      }
      if (!('then' in next)) {
        this.#accept(next);
        continue;
      }
      this.#taking = true;
      next.then(
        (result) => {
          this.#taking = false;
          this.#accept(result);
          this.#take();
          this.#wake();
        },
        (error: unknown) => {
          this.#taking = false;
          this.#failInput(error);
          this.#wake();
        },
      );
    }
  }

  #mayTake(): boolean {
    const { width, maxAhead, hasRoom } = this.#runner;
    if (this.#controller.signal.aborted) return true;
    if (this.#progress.taken - this.#yielded >= maxAhead()) return false;
    const awake = this.#underWay - this.#asleep;
    // If none of the batch's own calls is awake, none would ever make it look again: so then it need not have room.
    return awake < width() && (awake === 0 || hasRoom());
  }

  #failInput(error: unknown): void {
    this.#exhausted = true;
    this.#inputError = { error };
  }

  #accept(next: IteratorResult<P>): void {
    if (next.done) {
      this.#exhausted = true;
      return;
    }
    if (this.#exhausted) return;
    const index = this.#progress.taken;
    this.#progress.taken += 1;
    this.#underWay += 1;
    let asleep = false;
    const onBackoff = (sleeps: boolean): void => {
      if (sleeps === asleep) return;
      asleep = sleeps;
      this.#asleep += sleeps ? 1 : -1;
      if (sleeps) this.#take();
    };
    this.#runner.call(next.value, index, this.#controller.signal, onBackoff).then(
      (value) => this.#settle(index, { status: 'fulfilled', value }),
      (reason: unknown) => this.#settle(index, { status: 'rejected', reason }),
    );
  }

  #settle(index: number, result: PromiseSettledResult<R>): void {
    this.#underWay -= 1;
    this.#settled.set(index, result);
    if (result.status === 'fulfilled') this.#progress.succeeded += 1;
    else this.#progress.failed += 1;
    // The batch goes on whatever its listener does.
    tell(this.#runner.onProgress, { ...this.#progress });
    this.#take();
    this.#wake();
  }
}
