import type { Waiting } from '../call-scope.ts';

/** Those who wait for the same thing, first come first served. One that gives up leaves its place at once. */
export class Waiters {
  // A Set keeps insertion order and forgets a member in constant time, wherever it stands.
  readonly #queue = new Set<() => void>();

  get size(): number {
    return this.#queue.size;
  }

  join(call: Waiting): Promise<void> {
    return call.wait((done) => {
      this.#queue.add(done);
      return () => this.#queue.delete(done);
    });
  }

  /** Lets the first one go on; it has left the queue when this returns. */
  releaseFirst(): boolean {
    for (const done of this.#queue) {
      this.#queue.delete(done);
      done();
      return true;
    }
    return false;
  }

  releaseAll(): void {
    while (this.releaseFirst());
  }
}
