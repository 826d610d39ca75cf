import type { Waiting } from '../../time/wait-scope.ts';

/**
 * A line of calls that wait for the same thing, first come, first served. A
 * call that gives up leaves the line at once. Each call may bring a value
 * along.
 */
export class Waiters<T = void> {
  // A Map keeps insertion order and forgets a member in constant time, wherever it stands.
  readonly #queue = new Map<() => void, T>();

  get size(): number {
    return this.#queue.size;
  }

  /** What the first call in line brought along. */
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

  /** Lets the first call go on, if one waits; it has left the line when this returns. */
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
