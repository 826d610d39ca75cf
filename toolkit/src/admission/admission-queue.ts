import type { LimitKey } from '../contract/limit-key.ts';
import { EvenkeelError } from '../errors/errors.ts';
import type { WaitCause } from '../events.ts';
import type { CallScope } from '../time/wait-scope.ts';

/** An attempt that asks to leave. */
export interface AdmissionRequest {
  scope: CallScope;
  key: LimitKey;
  /** Whether it may wait however many do already. */
  mayAlwaysQueue: boolean;
  /** For a slot: the higher goes first. */
  priority: number;
  /** Runs a wait, and reports it. */
  wait: (cause: WaitCause, wait: () => Promise<void>) => Promise<void>;
}

/** What is waited for, and how. */
export interface Wait {
  cause: WaitCause;
  wait: () => Promise<void>;
}

/** All of a client's attempts that wait to leave, for whatever; their number is bounded. */
export class AdmissionQueue {
  readonly #most: number;
  readonly #waiting = new Set<AdmissionRequest>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if too many wait; what the wait itself throws */
  async wait(request: AdmissionRequest, { cause, wait }: Wait): Promise<void> {
    if (!request.mayAlwaysQueue && this.#waiting.size >= /* seam: most-that-wait */ this.#most) {
      throw new EvenkeelError('EVK_BULKHEAD_FULL', `${this.#waiting.size} calls wait already.`);
    }
    // Whoever has waited before goes on.
    request.mayAlwaysQueue = true;
    this.#waiting.add(request);
    try {
      await request.wait(cause, wait);
    } finally {
      /* seam: waits-no-more */ this.#waiting.delete(request);
    }
  }

  waitingFor(partition: string): AdmissionRequest[] {
    return [...this.#waiting].filter(({ key }) => key.partition === partition);
  }
}
