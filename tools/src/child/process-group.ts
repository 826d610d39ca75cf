import { sleep } from '../command-line/abort.ts';
import { HarnessFault } from '../command-line/harness-fault.ts';
import { Child, type ChildOptions } from './child.ts';

const NOTICE_MS = 300;

/** All processes of one run. They are stopped at its end, and the end of one that serves the others ends the run. */
export class ProcessGroup {
  readonly #children: Child[] = [];
  readonly #aborter = new AbortController();

  constructor(interrupted: AbortSignal) {
    const abort = (): void => this.#aborter.abort(interrupted.reason);
    if (interrupted.aborted) abort();
    else interrupted.addEventListener('abort', abort, { once: true });
  }

  /** Aborted when a child dies or the user interrupts; its reason is the error to end with. */
  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  start(options: ChildOptions): Child {
    this.signal.throwIfAborted();
    const child = new Child(options);
    this.#children.push(child);
    return child;
  }

  /** Starts a process whose end would end the run, too. */
  startServer(options: ChildOptions): Child {
    const child = this.start(options);
    child.deathIsFault().catch((error) => this.#aborter.abort(error));
    return child;
  }

  /**
   * What an error comes from. A process that died is seen first as a refused
   * connection, so it gets a moment to be missed; its own last words say more.
   */
  async causeOf(error: unknown): Promise<unknown> {
    if (!(error instanceof HarnessFault)) await sleep(NOTICE_MS, this.signal).catch(() => {});
    return this.signal.aborted ? this.signal.reason : error;
  }

  /** Youngest first, so that nobody loses the server it talks to. */
  async stopAll(): Promise<void> {
    for (const child of this.#children.toReversed()) await child.stop();
  }
}
