const PLAIN_EVERY_MS = 5_000;

/** Shows progress: on a terminal one line that is rewritten in place, elsewhere a line now and then. */
export class ProgressWriter {
  readonly #stream: NodeJS.WriteStream;
  #shownMs = Number.NEGATIVE_INFINITY;
  #open = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Prints a line that stays. */
  say(line: string): void {
    this.clear();
    this.#stream.write(`${line}\n`);
  }

  /** Shows a step of the work for as long as it lasts. */
  step(line: string): void {
    if (this.#stream.isTTY) this.#rewrite(line);
    else this.#stream.write(`${line}\n`);
  }

  /** Shows how far a step is. `nowMs` must never go back. */
  show(line: string, nowMs: number): void {
    if (this.#stream.isTTY) this.#rewrite(line);
    else if (nowMs - this.#shownMs >= PLAIN_EVERY_MS) {
      this.#shownMs = nowMs;
      this.#stream.write(`${line}\n`);
    }
  }

  #rewrite(line: string): void {
    this.#stream.write(`\r\u001b[K${line.slice(0, Math.max(20, this.#stream.columns - 1))}`);
    this.#open = true;
  }

  /** Clears the rewritten line, so that the next output starts on an empty one. */
  clear(): void {
    if (this.#open) this.#stream.write('\r\u001b[K');
    this.#open = false;
  }
}
