import type { Waiting } from '../../time/wait-scope.ts';

/**
 * Those who wait for the same thing, first come first served. One that gives
 * up leaves its place at once. Each may bring along what it waits with.
 */
export class Waiters<T = void> {
  // A Map keeps insertion order and forgets a member in constant time, wherever it stands.
  readonly #queue = new Map<() => void, T>();

  get size(): number {
    return this.#queue.size;
  }

  /** What the first one brought along. */
  get first(): T | undefined {
    for (const brought of this.#queue.values()) return brought;
    return undefined;
  }

  join(call: Waiting, brought: T): Promise<void> {
    return call.wait((done) => {
      this.#queue.set(done, brought);
      return /* seam: leaves-the-line */ () => this.#queue.delete(done);
    });
  }

  /** Lets the first one go on; it has left the queue when this returns. */
  releaseFirst(): boolean {
    for (const done of this.#queue.keys()) {
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
