/** Of these the oldest goes first; a retry comes long before. */
const CAPACITY = 100_000;

/** Answers by what asked for them: the same question again is not done again. A failure is forgotten. */
export class Remembered<T> {
  readonly #answers = new Map<string, Promise<T>>();
  readonly #capacity: number;

  /** @param capacity how many answers are kept; the oldest goes first */
  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** @param key undefined: nobody asks for it again */
  async once(key: string | undefined, work: () => Promise<T>): Promise<T> {
    if (key === undefined) return work();
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
