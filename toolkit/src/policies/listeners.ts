import type { Event } from 'cockatiel';
import { tell } from '../errors/tell.ts';

/**
 * Who listens to a policy, by cockatiel's interface. One that throws, or rejects, changes neither the call nor what the
 * others hear; with cockatiel's own emitter it does.
 */
export class Listeners<T> {
  readonly #listeners = new Set<{ hear: (value: T) => unknown }>();

  readonly event: Event<T>;

  constructor() {
    // Not where the field is: k6's engine breaks on a function in the initializer of a class that another one makes.
    this.event = (hear) => {
      // Who listens twice is told twice.
      const listener = { hear };
      this.#listeners.add(listener);
      return { dispose: () => void this.#listeners.delete(listener) };
    };
  }

  emit(value: T): void {
    // Those that come while it is told hear the next one.
    for (const { hear } of [...this.#listeners]) tell(hear, value);
  }
}
