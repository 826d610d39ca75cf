import dns from 'node:dns';

/** Names that end so lead to 127.0.0.1; so one server has as many origins as are wanted. */
export const LOOPBACK_NAME = '.soak.test';

type Told = (error: null, address: string | { address: string; family: number }[], family?: number) => void;

/** Puts names of its own before the system's, for as long as it is not disposed of. The platform's fetch asks them, too. */
export class LoopbackNames implements Disposable {
  readonly #system = dns.lookup;
  /** Who waits for an answer, while none is given. */
  #waiting: (() => void)[] | undefined;

  constructor() {
    Object.assign(dns, { lookup: (...asked: [string, ...unknown[]]) => this.#look(asked) });
  }

  /** Gives no answers until {@link answer}. */
  hold(): void {
    this.#waiting ??= [];
  }

  /** How many wait for an answer. */
  get held(): number {
    return this.#waiting?.length ?? 0;
  }

  answer(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const tell of waiting) tell();
  }

  [Symbol.dispose](): void {
    Object.assign(dns, { lookup: this.#system });
    this.answer();
  }

  #look(asked: [string, ...unknown[]]): void {
    const [host, options] = asked;
    if (!host.endsWith(LOOPBACK_NAME)) {
      Reflect.apply(this.#system, dns, asked);
      return;
    }
    const told = asked.at(-1) as Told;
    const address = '127.0.0.1';
    const tell = (): void => {
      if ((options as { all?: boolean }).all) told(null, [{ address, family: 4 }]);
      else told(null, address, 4);
    };
    // An answer never comes before the question has been asked.
    if (this.#waiting === undefined) setImmediate(tell);
    else this.#waiting.push(tell);
  }
}
