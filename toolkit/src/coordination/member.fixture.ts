import { LimiterLine } from '../policies/rate/limiter-line.fixture.ts';
import type { AttemptPermit, PermitLimiter } from '../policies/rate/permit-limiter.ts';
import { FakeClock, seededRandom } from '../testing/index.ts';
import { CallScope } from '../time/wait-scope.ts';
import { BucketServer } from './bucket-server.fixture.ts';
import type { CoordinationEvent, SharedRateOptions } from './coordinator.ts';
import { Member } from './member.ts';
import { Process, RemoteStore } from './remote-store.fixture.ts';

/** A fixed window that starts at its first request, like Neura's. It counts the requests that exceed it. */
export class CountingServer {
  /** Absent: it knows what each costs. */
  readonly settle?: undefined;
  readonly #limit: number;
  readonly #windowMs: number;
  #startMs = Number.NEGATIVE_INFINITY;
  #used = 0;
  exceeded = 0;
  /** When requests exceeded the window. */
  readonly exceededAtMs: number[] = [];
  admitted = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** @returns whether it was within the window */
  count(nowMs: number, cost = 1): boolean {
    if (nowMs >= this.#startMs + this.#windowMs) {
      this.#startMs = nowMs;
      this.#used = 0;
    }
    this.#used += cost;
    if (this.#used <= this.#limit) {
      this.admitted += cost;
      return true;
    }
    this.exceeded += 1;
    this.exceededAtMs.push(nowMs);
    return false;
  }
}

export const LIMIT = 300;
export const WINDOW_MS = 1_000;

export interface Joined {
  process: Process;
  member: Member;
  limiter: PermitLimiter;
  /** Its calls that wait. Nothing else may wait for the limiter. */
  line: LimiterLine<AttemptPermit>;
  /** How many tokens it believes it holds. */
  readonly held: number;
  /** How many requests it has sent. */
  sent: number;
  /** Calls that have begun, and that have ended. */
  begun: number;
  ended: number;
  readonly events: CoordinationEvent[];
}

export interface FleetOptions {
  limit?: number;
  windowMs?: number;
  /** Units a second that flow into a bucket, if that is what they share. */
  refillPerSecond?: number | undefined;
  flightMs?: number;
  leaseMs?: number;
  timeoutMs?: number;
  seed?: number;
  /** The longest time that a request or a response is on its way. */
  delayMs?: number;
}

/** Members on one clock, one store and one server, whose network takes 1 to 30 ms each way. */
export class Fleet {
  readonly clock = new FakeClock();
  readonly store: RemoteStore;
  readonly server: CountingServer | BucketServer;
  readonly events: CoordinationEvent[] = [];
  readonly random: () => number;
  readonly #window: SharedRateOptions;
  readonly #delayMs: number;

  constructor(options: FleetOptions = {}) {
    const { limit = LIMIT, windowMs = WINDOW_MS, flightMs = 1_000, seed = 7, delayMs = 30, refillPerSecond } = options;
    this.store = new RemoteStore(this.clock, options);
    this.server =
      refillPerSecond === undefined
        ? new CountingServer(limit, windowMs)
        : new BucketServer(limit, refillPerSecond, this.clock.now());
    this.random = seededRandom(seed);
    this.#window = { limit, windowMs, flightMs, refillPerSecond: refillPerSecond ?? null };
    this.#delayMs = delayMs;
  }

  join({ expectedMembers }: { expectedMembers?: number } = {}): Joined {
    const { random } = this;
    const process = new Process(this.clock, this.store);
    const events: CoordinationEvent[] = [];
    const onEvent = (event: CoordinationEvent): void => {
      events.push(event);
      this.events.push(event);
    };
    const member = new Member(process.store, 'account', {
      clock: process,
      random,
      onEvent,
      id: random().toString(36),
      ...(expectedMembers !== undefined && { expectedMembers }),
    });
    const limiter = member.rate('partition', this.#window);
    return {
      process,
      member,
      limiter,
      line: new LimiterLine(limiter, process),
      events,
      sent: 0,
      begun: 0,
      ended: 0,
      get held() {
        return (limiter as unknown as { held: number }).held;
      },
    };
  }

  /** Makes a member call as fast as its limiter allows, `calls` times or until `stopped`. */
  async push(joined: Joined, calls: number, stopped: () => boolean = () => false): Promise<void> {
    const workers = Array.from({ length: Math.min(calls, 400) }, async () => {
      while (calls > 0 && !stopped()) {
        calls -= 1;
        await this.call(joined);
      }
    });
    await Promise.all(workers);
  }

  /**
   * @param cost what it is thought to cost
   * @param takes what the server finds that it took; it tells that with the response
   */
  async call(joined: Joined, cost = 1, { takes = cost, serviceMs = 5 } = {}): Promise<void> {
    const { limiter, line, process } = joined;
    const { random } = this;
    const mine = new CallScope(process, Number.POSITIVE_INFINITY, undefined);
    joined.begun += 1;
    const permit = line.trySend(cost) ?? (await line.send(mine, cost));
    joined.sent += 1;
    const thereMs = 1 + random() * (this.#delayMs - 1);
    // A request on its way arrives, whatever happens to its sender.
    this.clock.setTimeout(() => {
      const admitted = this.server.count(this.clock.now(), cost);
      if (admitted && takes !== cost) {
        this.clock.setTimeout(() => this.server.settle?.(this.clock.now(), takes - cost), serviceMs);
      }
    }, thereMs);
    await mine.sleep(thereMs + serviceMs + 1 + random() * (this.#delayMs - 1));
    limiter.answered(permit);
    limiter.settle?.(permit, takes);
    limiter.release(permit);
    joined.ended += 1;
  }
}
