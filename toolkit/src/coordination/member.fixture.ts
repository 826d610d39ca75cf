import { CallScope } from '../call-scope.ts';
import type { PermitLimiter } from '../policies/permit-limiter.ts';
import { FakeClock, seededRandom } from '../testing/index.ts';
import type { CoordinationEvent } from './coordinator.ts';
import type { ExchangeReply, ExchangeRequest } from './exchange.ts';
import { Member } from './member.ts';
import { MemoryStore } from './memory.ts';

/** A store whose trips take time, and that can be away, or lose all it knows. */
export class RemoteStore extends MemoryStore {
  readonly clock: FakeClock;
  override readonly timeoutMs: number;
  away = false;
  trips = 0;

  constructor(clock: FakeClock, { leaseMs = 3_000, timeoutMs = 500 } = {}) {
    super({ leaseMs, now: () => clock.now() });
    this.clock = clock;
    this.timeoutMs = timeoutMs;
  }

  override async exchange(account: string, request: ExchangeRequest): Promise<ExchangeReply> {
    this.trips += 1;
    await this.#wait(1);
    if (this.away) {
      await this.#wait(this.timeoutMs - 1);
      throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    }
    const reply = await super.exchange(account, request);
    await this.#wait(1);
    return reply;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.setTimeout(resolve, ms));
  }
}

/** A fixed window that starts at its first request, as Neura's: what exceeds it is counted. */
export class CountingServer {
  readonly #limit: number;
  readonly #windowMs: number;
  #startMs = Number.NEGATIVE_INFINITY;
  #used = 0;
  exceeded = 0;
  admitted = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  count(nowMs: number): void {
    if (nowMs >= this.#startMs + this.#windowMs) {
      this.#startMs = nowMs;
      this.#used = 0;
    }
    this.#used += 1;
    if (this.#used > this.#limit) this.exceeded += 1;
    else this.admitted += 1;
  }
}

export const LIMIT = 300;
export const WINDOW_MS = 1_000;

/** Members on one clock, one store and one server, whose network takes 1 to 30 ms each way. */
export class Fleet {
  readonly clock = new FakeClock();
  readonly store = new RemoteStore(this.clock);
  readonly server = new CountingServer(LIMIT, WINDOW_MS);
  readonly events: CoordinationEvent[] = [];
  readonly random = seededRandom(7);

  join(store: MemoryStore = this.store): { member: Member; limiter: PermitLimiter } {
    const { clock, random } = this;
    const onEvent = (event: CoordinationEvent): number => this.events.push(event);
    const member = new Member(store, 'account', { clock, random, onEvent });
    return { member, limiter: member.rate('lane', { limit: LIMIT, windowMs: WINDOW_MS }) };
  }

  /** Calls as fast as the limiter lets it, `calls` times or until `stopped`. */
  async push(limiter: PermitLimiter, calls: number, stopped: () => boolean = () => false): Promise<void> {
    const workers = Array.from({ length: Math.min(calls, 400) }, async () => {
      while (calls > 0 && !stopped()) {
        calls -= 1;
        await this.#call(limiter);
      }
    });
    await Promise.all(workers);
  }

  async #call(limiter: PermitLimiter): Promise<void> {
    const { clock, random } = this;
    const scope = new CallScope(clock, Number.POSITIVE_INFINITY, undefined);
    for (;;) {
      if (!limiter.tryAcquire()) await limiter.acquire(scope);
      if (limiter.mayStillSend) break;
      limiter.release();
      await scope.sleep(1);
    }
    const permit = limiter.send();
    await scope.sleep(1 + random() * 29);
    this.server.count(clock.now());
    await scope.sleep(5 + 1 + random() * 29);
    limiter.answered(permit);
    limiter.release(permit);
  }
}
