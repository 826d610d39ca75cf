import { hash } from 'node:crypto';

/** How many answers are kept; a retry comes long before its answer is the oldest. Each takes about 1 kB. */
const CAPACITY = 100_000;

/** Remembers answers by question, so that the work for one is done only once. Failures are forgotten. */
export class Remembered<T> {
  readonly #answers = new Map<string, Promise<T>>();
  readonly #capacity: number;

  /** @param capacity how many answers are kept; the oldest goes first */
  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** @param question undefined where it can't be asked again: its answer is not kept */
  async once(question: string | undefined, work: () => Promise<T>): Promise<T> {
    if (question === undefined) return work();
    // Hashed, since a question may be as long as headers and paths can be.
    const key = hash('sha256', question, 'base64');
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = work();
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#capacity && oldest !== undefined) this.#answers.delete(oldest);
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
}
