import { sleep } from '../command-line/abort.ts';
import { HarnessFault } from '../command-line/harness-fault.ts';
import { Child, type ChildOptions } from './child.ts';

const NOTICE_MS = 300;

/** The servers of one run: if one of them ends, the run ends. */
export class ProcessGroup {
  readonly #ends: (() => Promise<void>)[] = [];
  readonly #aborter = new AbortController();

  constructor(interrupted: AbortSignal) {
    const abort = (): void => this.#aborter.abort(interrupted.reason);
    if (interrupted.aborted) abort();
    else interrupted.addEventListener('abort', abort, { once: true });
  }

  /**
   * A signal that aborts when a server dies, the user interrupts or the run is over; its reason is the error to end
   * with.
   */
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

  /** Calls `end` at the end of the run, after everything that was added later has ended. */
  endLater(end: () => Promise<void>): void {
    this.#ends.push(end);
  }

  /**
   * The cause of an error. A server that died shows first as a refused connection, so this waits a moment for the news
   * of its death, which says more.
   */
  async causeOf(error: unknown): Promise<unknown> {
    if (!(error instanceof HarnessFault)) await sleep(NOTICE_MS, this.signal).catch(() => {});
    return this.signal.aborted ? this.signal.reason : error;
  }

  /** Ends the youngest first, so that none loses a server that it talks to. */
  async endAll(): Promise<void> {
    this.#aborter.abort(new HarnessFault('The run is over.'));
    for (const end of this.#ends.toReversed()) await end();
  }
}

/**
 * Runs work that needs servers, and ends them after it.
 * @throws what ended the work: the death of a server, the interruption, or its own error
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
