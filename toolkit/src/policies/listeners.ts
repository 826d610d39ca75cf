import { tell } from '../errors/tell.ts';
import type { PolicyEvent } from './policy.ts';

/**
 * A policy's listeners, by cockatiel's interface. A listener that throws, or rejects, changes neither the call nor what
 * the others hear; with cockatiel's own emitter it changes both.
 */
export class Listeners<T> {
  readonly #listeners = new Set<{ hear: (value: T) => unknown }>();

  readonly event: PolicyEvent<T>;

  constructor() {
    // Not set where the field is declared: k6's engine breaks on a function in a field's initializer if another class
    // creates the object.
    this.event = (hear) => {
      // An object for each registration, so that a function registered twice is told twice.
      const listener = { hear };
      this.#listeners.add(listener);
      return { dispose: () => void this.#listeners.delete(listener) };
    };
  }

  emit(value: T): void {
    // Over a copy: a listener added meanwhile hears the next event, not this one.
    for (const { hear } of [...this.#listeners]) tell(hear, value);
  }
}
