import { getEventListeners } from 'node:events';
import type { ResilienceEvent, WaitCause } from '@evenkeel/toolkit';
import type { FetchOptions, SteadyFetch } from '@evenkeel/toolkit/fetch';
import { FakeClock } from '@evenkeel/toolkit/testing';
import { ABORTED, type AbortScript, AbortUpstream, ADMITTED, BESIDE } from './upstream.ts';

/** Makes the fetch that is aborted. */
export type MakeFetch = (options: FetchOptions) => SteadyFetch;

export interface StageOptions {
  make: MakeFetch;
  /** Whether the upstream tells its limit. Default true. */
  tells?: boolean;
  /** The longest that is waited for something to happen, of the machine's own time. */
  limitMs: number;
  /** Whether the call is let go to its end in place of being aborted. Default false. */
  spares?: boolean;
}

/** How something ended that an abort ends. */
export interface AbortEnd {
  what: string;
  /** `reason`: rejects with the very reason; `abort`: with it, or an AbortError of the platform; `value`: is not touched. */
  expects: 'reason' | 'abort' | 'value';
  how?: AbortEnd['expects'] | 'another error';
  /** From the abort, or from when it was begun after that. */
  tookMs?: number;
}

/** What was waited for did not happen. */
export class NotReached extends Error {}

/** Less than a request may take before it counts as accepted: no time passes while one is on its way. */
const STEP_MS = 20;
const KEY = { authorization: 'Bearer of-the-run' };

/** One call to a server on 127.0.0.1, whose account waits by a clock that is moved by hand. */
export class AbortStage {
  readonly clock: FakeClock;
  readonly upstream: AbortUpstream;
  readonly fetch: SteadyFetch;
  readonly ends: AbortEnd[] = [];
  /** Of calls that the abort must not touch, the statuses that they end with; 0 where they are not done. */
  readonly others: (number | undefined)[] = [];
  /** What ends with the stage. */
  readonly leaves = new DisposableStack();
  readonly controller = new AbortController();
  /** What aborts the call. */
  signal = this.controller.signal;
  origin: string;
  /** How many requests of the call had come when it was aborted. */
  cameBefore = 0;
  /** How late the machine was then: until a turn of the event loop, and until a plain fetch beside it had ended. */
  lateMs = Number.NaN;
  #abortedAtMs: number | undefined;
  readonly #options: StageOptions;
  readonly #plain = new AbortController();
  readonly #waits = new Map<string, WaitCause>();
  #onTheWire = 0;

  private constructor(options: StageOptions, clock: FakeClock, upstream: AbortUpstream) {
    this.#options = options;
    this.clock = clock;
    this.upstream = upstream;
    this.origin = `http://127.0.0.1:${upstream.port}`;
    this.fetch = options.make({
      fetch: async (...given) => {
        this.#onTheWire += 1;
        return fetch(...given).finally(() => {
          this.#onTheWire -= 1;
        });
      },
      ...{ clock, random: () => 0.5 },
      onEvent: (event) => this.#hear(event),
    });
    this.watch(this.signal);
  }

  /** With a plain fetch that waits beside it for its answer. */
  static async open(options: StageOptions): Promise<AbortStage> {
    const { tells = true, limitMs } = options;
    const clock = new FakeClock();
    const upstream = await AbortUpstream.open({ clock, windowMs: tells ? 20_000 : 2_000, tells });
    const stage = new AbortStage({ ...options, limitMs }, clock, upstream);
    const plain = fetch(`${stage.origin}${BESIDE}`, { signal: stage.#plain.signal });
    plain.catch(() => {
      stage.lateMs = Math.max(stage.lateMs || 0, performance.now() - (stage.#abortedAtMs ?? 0));
    });
    await stage.until('a plain fetch waits beside it', () => upstream.of(BESIDE).length === 1);
    return stage;
  }

  close(): PromiseLike<void> {
    this.leaves.dispose();
    return this.upstream[Symbol.asyncDispose]();
  }

  /** Takes a signal for the one that aborts the call. Before the call, so that it hears of the abort first. */
  watch(signal: AbortSignal): AbortSignal {
    this.signal = signal;
    signal.addEventListener('abort', () => this.#aborted(), { once: true });
    return signal;
  }

  get listeners(): number {
    return getEventListeners(this.signal, 'abort').length;
  }

  abort(reason: unknown = new RangeError('enough')): void {
    if (this.#options.spares) this.upstream.release();
    else this.controller.abort(reason);
  }

  url(path = ABORTED): string {
    return `${this.origin}${path}`;
  }

  /** Makes a call by the account of the run. */
  send(path: string, init: RequestInit = {}): Promise<Response> {
    return this.fetch(this.url(path), { ...init, headers: { ...KEY, ...(init.headers as object) } });
  }

  /** A Request as the call makes it. */
  request(init: RequestInit): Request {
    return new Request(this.url(), { headers: KEY, ...init });
  }

  /** Makes the call that the abort must end. */
  call(init: RequestInit = {}): void {
    this.follow('the call', this.send(ABORTED, { signal: this.signal, ...init }));
  }

  /** Holds something to its end by the abort. */
  follow(what: string, ended: Promise<unknown>, expects: AbortEnd['expects'] = 'reason'): void {
    const end: AbortEnd = { what, expects };
    this.ends.push(end);
    const begunAtMs = performance.now();
    const settle = (how: AbortEnd['how']): void => {
      end.how = how;
      end.tookMs = performance.now() - Math.max(begunAtMs, this.#abortedAtMs ?? 0);
    };
    ended.then(
      () => settle('value'),
      (error) => {
        if (this.signal.aborted && Object.is(error, this.signal.reason)) settle('reason');
        else settle(error instanceof DOMException && error.name === 'AbortError' ? 'abort' : 'another error');
      },
    );
  }

  /** Makes calls that the abort must not touch. */
  callOthers(count: number, init: RequestInit = {}): void {
    for (let call = 0; call < count; call += 1) {
      const at = this.others.push(undefined) - 1;
      const end = (status: number): void => {
        this.others[at] = status;
      };
      this.send('/other', init).then(
        (response) => response.text().then(() => end(response.status)),
        () => end(0),
      );
    }
  }

  /** Makes a call from which the account learns its limit. */
  async learn(): Promise<void> {
    await (await this.send('/known')).text();
  }

  /** Learns the limit, and uses up the window. */
  async useUp(): Promise<void> {
    await this.learn();
    const calls = Array.from({ length: ADMITTED - 1 }, async () => (await this.send('/known')).text());
    await Promise.all(calls);
  }

  on(script: AbortScript, path = ABORTED): void {
    this.upstream.on(path, script);
  }

  /** How many calls wait for this. */
  waiting(cause: WaitCause): number {
    return [...this.#waits.values()].filter((each) => each === cause).length;
  }

  untilWaiting(cause: WaitCause, count = 1): Promise<void> {
    return this.until(`${count} calls wait (${cause})`, () => this.waiting(cause) === count);
  }

  untilCame(count = 1, path = ABORTED): Promise<void> {
    return this.until(`${count} requests of ${path} have come`, () => this.upstream.of(path).length >= count);
  }

  /** Lets the event loop turn until something holds; no time passes for the account. */
  async until(what: string, holds: () => boolean): Promise<void> {
    if (!(await this.happens(holds))) throw new NotReached(`Waited in vain until ${what}.`);
  }

  /** @returns whether something held, within the limit */
  async happens(holds: () => boolean): Promise<boolean> {
    const deadlineMs = performance.now() + this.#options.limitMs;
    while (!holds()) {
      if (performance.now() > deadlineMs) return false;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return true;
  }

  /** Lets happen what can without that time passes for the account: all that is sent is answered, or held. */
  async settle(): Promise<void> {
    await this.clock.advance(0);
    await this.until('all requests are answered, or held', () => this.#onTheWire === this.upstream.held);
    await this.clock.advance(0);
  }

  /** Lets time pass for the account, until something holds; whatever is sent is answered or held meanwhile. */
  async pass(forMs: number, holds: () => boolean = () => false): Promise<boolean> {
    for (let passedMs = 0; passedMs <= forMs; passedMs += STEP_MS) {
      await this.settle();
      if (holds()) return true;
      await this.clock.advance(STEP_MS);
    }
    return false;
  }

  #aborted(): void {
    if (this.#abortedAtMs !== undefined) return;
    const abortedAtMs = performance.now();
    this.#abortedAtMs = abortedAtMs;
    this.cameBefore = this.upstream.of(ABORTED).length;
    queueMicrotask(() => this.#plain.abort());
    setImmediate(() => {
      this.lateMs = Math.max(this.lateMs || 0, performance.now() - abortedAtMs);
    });
  }

  #hear(event: ResilienceEvent): void {
    if (event.type === 'wait-started') this.#waits.set(event.callId, event.cause);
    if (event.type === 'wait-ended') this.#waits.delete(event.callId);
  }
}
