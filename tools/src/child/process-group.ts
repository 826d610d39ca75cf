import { sleep } from '../command-line/abort.ts';
import { HarnessFault } from '../command-line/harness-fault.ts';
import { Child, type ChildOptions } from './child.ts';

const NOTICE_MS = 300;

/** The servers of one run: the end of one of them ends the run. */
export class ProcessGroup {
  readonly #ends: (() => Promise<void>)[] = [];
  readonly #aborter = new AbortController();

  constructor(interrupted: AbortSignal) {
    const abort = (): void => this.#aborter.abort(interrupted.reason);
    if (interrupted.aborted) abort();
    else interrupted.addEventListener('abort', abort, { once: true });
  }

  /** Aborted when a server dies, the user interrupts or the run is over; its reason is the error to end with. */
  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  startServer(options: ChildOptions): Child {
    this.signal.throwIfAborted();
    const child = new Child(options);
    this.endLater(() => child.stop());
    child.deathIsFault().catch((error) => this.#aborter.abort(error));
    return child;
  }

  /** Has something ended once everything has that comes after it. */
  endLater(end: () => Promise<void>): void {
    this.#ends.push(end);
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
  async endAll(): Promise<void> {
    this.#aborter.abort(new HarnessFault('The run is over.'));
    for (const end of this.#ends.toReversed()) await end();
  }
}

/**
 * Does what needs servers, and ends them after it.
 * @throws what ended it: the death of a server, the interruption, or what the work itself throws
 */
export async function withProcesses<T>(
  interrupted: AbortSignal,
  work: (group: ProcessGroup) => Promise<T>,
): Promise<T> {
  const group = new ProcessGroup(interrupted);
  try {
    return await work(group);
  } catch (error) {
    throw await group.causeOf(error);
  } finally {
    await group.endAll();
  }
}
