import { hash } from 'node:crypto';

/** Of these the oldest goes first; a retry comes long before. With an answer each takes about 1 kB. */
const CAPACITY = 100_000;

/** Answers by what asked for them: the same question again is not done again. A failure is forgotten. */
export class Remembered<T> {
  readonly #answers = new Map<string, Promise<T>>();
  readonly #capacity: number;

  /** @param capacity how many answers are kept; the oldest goes first */
  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** @param question undefined: nobody asks for it again */
  async once(question: string | undefined, work: () => Promise<T>): Promise<T> {
    if (question === undefined) return work();
    // A question may be as long as headers and paths can be.
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
