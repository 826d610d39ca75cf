import type { ResultClass } from '../../contract/rule.ts';
import type { CallOutcome } from '../../errors/call-outcome.ts';
import type { ErrorCode, EvenkeelError } from '../../errors/errors.ts';
import type { CallFields, EventSink, ResilienceEvent, WaitCause } from '../../events.ts';
import type { Clock } from '../../time/clock.ts';

/** What a call reports, but for what all its events have. */
type OfCall = ResilienceEvent extends infer E
  ? E extends CallFields & { provider: string }
    ? Omit<E, 'provider' | keyof CallFields>
    : never
  : never;

/** What refuses here so that a limit is not exceeded. */
const ofLimits: readonly ErrorCode[] = [
  'EVK_GATE_CLOSED',
  'EVK_BULKHEAD_FULL',
  'EVK_RATE_LIMITED',
  'EVK_QUEUE_TIMEOUT',
];

/** Tells the events of one call. */
export class FetchReport {
  readonly #about: CallFields & { provider: string };
  readonly #emit: EventSink | undefined;
  readonly #clock: Clock;
  readonly #startedAtMs: number;

  constructor(about: CallFields & { provider: string }, emit: EventSink | undefined, clock: Clock) {
    this.#about = about;
    this.#emit = emit;
    this.#clock = clock;
    this.#startedAtMs = clock.now();
  }

  tell(event: OfCall): void {
    this.#emit?.({ ...event, ...this.#about } as ResilienceEvent);
  }

  waits(cause: WaitCause): () => void {
    const startedAtMs = this.#clock.now();
    this.tell({ type: 'wait-started', cause });
    return () => this.tell({ type: 'wait-ended', cause, durationMs: this.#clock.now() - startedAtMs });
  }

  hintIgnored(name: string): void {
    this.#emit?.({ provider: this.#about.provider, type: 'hint-ignored', name });
  }

  refused({ code }: EvenkeelError): void {
    if (ofLimits.includes(code)) this.tell({ type: 'rate-limited', source: 'local' });
  }

  ended(outcome: CallOutcome, attempts: number, code?: ErrorCode, message?: string): void {
    const durationMs = this.#clock.now() - this.#startedAtMs;
    this.tell({ type: 'call-ended', outcome, durationMs, attempts, code, message });
  }
}

/** The code of a call that ended with a response that is not ok. */
export const codeOfResult = (result: ResultClass | 'cancelled'): ErrorCode =>
  result === 'throttled' ? 'EVK_THROTTLED' : result === 'permanent' ? 'EVK_UPSTREAM_REFUSED' : 'EVK_UPSTREAM_ERROR';
