import { attemptHeader, callIdHeader } from '../src/http/attempt-headers.ts';
import type { Transport, TransportRequest, TransportResponse } from '../src/http/transport.ts';
import type { Clock, Random } from '../src/time/clock.ts';
import { type DialectName, dialects, type Said } from './dialects.ts';

/**
 * A server behind a network. Shares are of all attempts. Durations are whole milliseconds, drawn from 0 up; many are 0
 * or the longest, because trouble comes from the difference.
 */
export interface ServerTraits {
  ceiling: number | null;
  window: { limit: number; windowMs: number; starts: 'first-request' | 'aligned' } | null;
  dialect: DialectName;
  /** Of the network, each way, so that requests and responses overtake each other. */
  longestDelayMs: number;
  longestServiceMs: number;
  /** Whether `Remaining` is counted when a request is admitted, or when its response is written. */
  counts: 'at-admission' | 'at-completion';
  /** How far the server's clock is ahead of the client's. */
  skewMs: number;
  /** The status of its refusals. */
  refusal: number;
  /** The status of its failures; one that means an overload asks for a wait, as a refusal does. */
  failure: { status: number; class: 'transient' | 'overloaded' };
  /** Attempts that are answered with a failure. */
  failing: number;
  /** Attempts that are refused though within all limits, as if others use the key, too; the hint is drawn. */
  busy: number;
  /** Attempts that the network loses, half of them on the way there, half on the way back. */
  lost: number;
  /** Responses whose wait cannot be read. */
  garbled: number;
  /** Whether an aborted attempt ends at once for its sender (it reaches the server all the same), or runs on. */
  aborts: 'at-once' | 'never';
}

/** A server that is near, fast and in good order. */
const healthy = { longestDelayMs: 0, longestServiceMs: 0, failing: 0, busy: 0, lost: 0, garbled: 0 };

/**
 * A request, and what became of it. In an end, `sent` counts the requests sent until then, an order finer than time.
 */
export interface SentAttempt {
  readonly callId: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly sentAtMs: number;
  /** Attempts in flight just after this one left, itself included. */
  readonly inFlight: number;
  /** If it found the window spent: when that window ended. */
  spentUntilMs: number | undefined;
  end: AttemptEnd | undefined;
}

export interface AttemptEnd {
  atMs: number;
  sent: number;
  status: number | undefined;
  said: Said | undefined;
  /** Whether the client had stopped waiting for the response. */
  givenUp: boolean;
}

const LONGEST_DRAWN_WAIT_MS = 3_000;
const CEILING_WAIT_MS = 1_000;

type Outcome = 'served' | 'failing' | 'busy' | 'lost-there' | 'lost-back';

/** Keeps its limits to the letter, and remembers how it was treated. */
export class SimulatedServer implements Transport {
  readonly attempts: SentAttempt[] = [];
  /** How many requests found the ceiling reached. */
  refusedByCeiling = 0;
  closed = false;
  #traits: ServerTraits;
  readonly #clock: Clock;
  readonly #random: Random;
  #inFlight = 0;
  #served = 0;
  #used = 0;
  #windowEndsAtMs = Number.NEGATIVE_INFINITY;

  constructor(traits: ServerTraits, clock: Clock, random: Random) {
    this.#traits = traits;
    this.#clock = clock;
    this.#random = random;
  }

  /** From now on the server does at once what it is asked, within its limits. */
  heal(): void {
    this.#traits = { ...this.#traits, ...healthy };
  }

  send({ headers, signal }: TransportRequest): Promise<TransportResponse> {
    const { longestDelayMs, longestServiceMs, aborts } = this.#traits;
    this.#inFlight += 1;
    const attempt: SentAttempt = {
      callId: headers[callIdHeader] ?? '',
      attempt: Number(headers[attemptHeader]),
      signal,
      sentAtMs: this.#clock.now(),
      inFlight: this.#inFlight,
      spentUntilMs: undefined,
      end: undefined,
    };
    this.attempts.push(attempt);
    const [thereMs, serviceMs, backMs] = [
      this.#draw(longestDelayMs),
      this.#draw(longestServiceMs),
      this.#draw(longestDelayMs),
    ];
    const outcome = this.#drawOutcome();
    return new Promise((resolve, reject) => {
      const end = (status?: number, said?: Said): void => {
        if (attempt.end !== undefined) return;
        attempt.end = { atMs: this.#clock.now(), sent: this.attempts.length, status, said, givenUp: signal.aborted };
        this.#inFlight -= 1;
        if (status === undefined || said === undefined) reject(signal.reason ?? new Error('The connection was lost.'));
        else resolve({ status, header: (name) => said.headers[name], body: JSON.stringify(said.body) });
      };
      if (aborts === 'at-once') signal.addEventListener('abort', () => end(), { once: true });
      this.#clock.setTimeout(() => {
        if (outcome === 'lost-there') return end();
        this.#receive(attempt, outcome, serviceMs, (status, said) => {
          this.#clock.setTimeout(() => (outcome === 'lost-back' ? end() : end(status, said)), backMs);
        });
      }, thereMs);
    });
  }

  close(): void {
    this.closed = true;
  }

  #draw(mostMs: number): number {
    const drawn = this.#random();
    if (drawn < 0.3) return 0;
    if (drawn > 0.7) return mostMs;
    return Math.floor(this.#random() * (mostMs + 1));
  }

  #drawOutcome(): Outcome {
    const { failing, busy, lost } = this.#traits;
    const drawn = this.#random();
    if (drawn < failing) return 'failing';
    if (drawn < failing + busy) return 'busy';
    if (drawn < failing + busy + lost / 2) return 'lost-there';
    return drawn < failing + busy + lost ? 'lost-back' : 'served';
  }

  #receive(
    attempt: SentAttempt,
    outcome: Outcome,
    serviceMs: number,
    respond: (status: number, said: Said) => void,
  ): void {
    const { ceiling, counts, window, refusal, failure } = this.#traits;
    if (outcome === 'busy') {
      const remaining = this.#random() < 0.5 ? 0 : this.#left();
      respond(refusal, this.#say(refusal, remaining, this.#draw(LONGEST_DRAWN_WAIT_MS)));
      return;
    }
    if (ceiling !== null && this.#served >= ceiling) {
      this.refusedByCeiling += 1;
      respond(refusal, this.#say(refusal, this.#left(), CEILING_WAIT_MS));
      return;
    }
    if (window !== null && this.#left() === 0) {
      attempt.spentUntilMs = this.#windowEndsAtMs;
      respond(refusal, this.#say(refusal, 0));
      return;
    }
    this.#count();
    this.#served += 1;
    const status = outcome === 'failing' ? failure.status : 200;
    const overloaded = outcome === 'failing' && failure.class === 'overloaded';
    const wantedMs = overloaded ? this.#draw(LONGEST_DRAWN_WAIT_MS) : undefined;
    const early = counts === 'at-admission' ? this.#say(status, this.#left(), wantedMs) : undefined;
    this.#clock.setTimeout(() => {
      this.#served -= 1;
      respond(status, early ?? this.#say(status, this.#left(), wantedMs));
    }, serviceMs);
  }

  /** What remains of the present window. */
  #left(): number {
    const { window } = this.#traits;
    // If there is no window, any count but 0 will do.
    if (window === null) return 1_000_000;
    return this.#clock.now() >= this.#windowEndsAtMs ? window.limit : window.limit - this.#used;
  }

  #count(): void {
    const { window } = this.#traits;
    if (window === null) return;
    const nowMs = this.#clock.now();
    if (nowMs >= this.#windowEndsAtMs) {
      const { starts, windowMs } = window;
      const startsAtMs = starts === 'aligned' ? Math.floor(nowMs / windowMs) * windowMs : nowMs;
      this.#windowEndsAtMs = startsAtMs + windowMs;
      this.#used = 0;
    }
    this.#used += 1;
  }

  /** If nothing remains, it asks for the rest of its window, unless it wants another wait. */
  #say(status: number, remaining: number, wantedMs?: number): Said {
    const { dialect, garbled, skewMs, refusal, failure } = this.#traits;
    const nowMs = this.#clock.now();
    const waitMs = wantedMs ?? (remaining === 0 ? Math.max(0, this.#windowEndsAtMs - nowMs) : undefined);
    const refused = status === refusal || (status === failure.status && failure.class === 'overloaded');
    const word = { refused, waitMs, remaining, nowMs: nowMs + skewMs, garbled: this.#random() < garbled };
    return dialects[dialect].say(word);
  }
}
