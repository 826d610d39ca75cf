import type { LimitKey } from '../contract/limit-key.ts';
import { EvenkeelError } from '../errors/errors.ts';
import type { WaitCause } from '../events.ts';
import type { CallScope } from '../time/wait-scope.ts';

/** An attempt that asks to leave. */
export interface AdmissionRequest {
  scope: CallScope;
  key: LimitKey;
  /** Whether it may wait even if the queue is full. */
  mayAlwaysQueue: boolean;
  /** Among attempts that wait for a slot, the higher goes first. */
  priority: number;
  /** Runs a wait, and reports it. */
  wait: (cause: WaitCause, wait: () => Promise<void>) => Promise<void>;
}

/** What is waited for, and how. */
export interface Wait {
  cause: WaitCause;
  wait: () => Promise<void>;
}

/** All of a client's attempts that wait to leave, whatever they wait for; their number is bounded. */
export class AdmissionQueue {
  readonly #most: number;
  readonly #waiting = new Set<AdmissionRequest>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if too many wait; else whatever the wait throws */
  async wait(request: AdmissionRequest, { cause, wait }: Wait): Promise<void> {
    if (!request.mayAlwaysQueue && this.#waiting.size >= /* seam: most-that-wait */ this.#most) {
      throw new EvenkeelError('EVK_BULKHEAD_FULL', `${this.#waiting.size} calls wait already.`);
    }
    // An attempt that has waited once may always wait again.
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
