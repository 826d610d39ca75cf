import { DOMException } from './dom-exception.ts';
import { Event, EventTarget } from './event-target.ts';

const made = Symbol('made by an AbortController');
let abort: (signal: AbortSignal, reason: unknown) => void;

/**
 * An AbortSignal without `timeout` and `any`. A timer in k6 always holds up the
 * iteration's end, so with `timeout` each call would take as long as its time
 * limit. `any` needs weak references to leave nothing behind.
 */
export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason: unknown;
  #onabort: ((event: Event) => void) | null = null;

  static {
    abort = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
      signal.dispatchEvent(new Event('abort'));
    };
  }

  static abort(reason?: unknown): AbortSignal {
    const signal = new AbortSignal(made);
    abort(signal, reason);
    return signal;
  }

  constructor(by?: symbol) {
    if (by !== made) throw new TypeError('Illegal constructor: a signal comes from an AbortController.');
    super();
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  get onabort(): ((event: Event) => void) | null {
    return this.#onabort;
  }

  set onabort(listener: ((event: Event) => void) | null) {
    this.removeEventListener('abort', this.#onabort);
    this.#onabort = listener;
    this.addEventListener('abort', listener);
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }
}

export class AbortController {
  readonly signal = new AbortSignal(made);

  abort(reason?: unknown): void {
    abort(this.signal, reason);
  }
}
