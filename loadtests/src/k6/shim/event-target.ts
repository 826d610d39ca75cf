export class Event {
  readonly type: string;
  target: EventTarget | null = null;

  constructor(type: string) {
    this.type = String(type);
  }
}

type Listener = ((event: Event) => void) | { handleEvent(event: Event): void };

interface Entry {
  type: string;
  listener: Listener;
  once: boolean;
  removed: boolean;
}

/** Has no tree of targets, and so no phases. An error of one listener is reported, and stops no other listener. */
export class EventTarget {
  #entries: Entry[] = [];

  addEventListener(type: string, listener: Listener | null, options?: boolean | { once?: boolean }): void {
    if (listener === null || this.#find(type, listener) !== undefined) return;
    const once = typeof options === 'object' && options.once === true;
    this.#entries.push({ type, listener, once, removed: false });
  }

  removeEventListener(type: string, listener: Listener | null): void {
    const entry = listener && this.#find(type, listener);
    if (entry) this.#remove(entry);
  }

  dispatchEvent(event: Event): boolean {
    event.target = this;
    for (const entry of this.#entries.filter(({ type }) => type === event.type)) {
      // An earlier listener may have removed this one.
      if (entry.removed) continue;
      if (entry.once) this.#remove(entry);
      try {
        if (typeof entry.listener === 'function') entry.listener.call(this, event);
        else entry.listener.handleEvent(event);
      } catch (error) {
        report(error);
      }
    }
    return true;
  }

  #find(type: string, listener: Listener): Entry | undefined {
    return this.#entries.find((entry) => entry.type === type && entry.listener === listener);
  }

  #remove(entry: Entry): void {
    entry.removed = true;
    this.#entries = this.#entries.filter((other) => other !== entry);
  }
}

/** Throws where nobody catches it, so that the platform reports it: k6 fails the iteration. */
function report(error: unknown): void {
  setTimeout(() => {
    throw error;
  }, 0);
}
