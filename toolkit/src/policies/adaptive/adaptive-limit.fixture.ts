import { seededRandom } from '../../testing/index.ts';
import type { Cancel, Clock, Random } from '../../time/clock.ts';
import type { Outcome } from '../outcome.ts';
import type { AdaptiveSample } from './adaptive-limit.ts';
import type { FoundSlots, TellOutcome } from './found-slots.ts';

/** Virtual time without promises, so that thousands of calls take milliseconds. */
class EventClock implements Clock {
  #nowMs = 0;
  /** Sorted: the event that is due next comes last. */
  readonly #events: { atMs: number; fn: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  setTimeout(fn: () => void, delayMs: number): Cancel {
    const event = { atMs: this.#nowMs + delayMs, fn };
    const later = this.#events.findLastIndex(({ atMs }) => atMs > event.atMs);
    this.#events.splice(later + 1, 0, event);
    return () => this.#events.splice(this.#events.indexOf(event), 1);
  }

  run(): void {
    for (let next = this.#events.pop(); next !== undefined; next = this.#events.pop()) {
      this.#nowMs = next.atMs;
      next.fn();
    }
  }
}

/** One of the two machines, client or server: now and then it stands still, and afterwards does all that fell due. */
class Side {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #stallMs: number;
  /** The stalls that are not over yet, in order. */
  readonly #stalls = [{ fromMs: 0, untilMs: 0 }];

  constructor(clock: Clock, random: Random, stallMs: number) {
    this.#clock = clock;
    this.#random = random;
    this.#stallMs = stallMs;
  }

  /** After how long this side does what is due in `dueInMs`: later, if that falls into a stall. */
  delayMs(dueInMs: number): number {
    if (this.#stallMs === 0) return dueInMs;
    const nowMs = this.#clock.now();
    const dueAtMs = nowMs + dueInMs;
    this.#plan(nowMs, dueAtMs);
    const stall = this.#stalls.find(({ fromMs, untilMs }) => fromMs <= dueAtMs && dueAtMs < untilMs);
    return stall === undefined ? dueInMs : stall.untilMs - nowMs;
  }

  #plan(fromMs: number, untilMs: number): void {
    const stalls = this.#stalls;
    for (let last = stalls.at(-1); last !== undefined && last.untilMs <= untilMs; last = stalls.at(-1)) {
      const startMs = last.untilMs + 2 * this.#stallMs * this.#random();
      stalls.push({ fromMs: startMs, untilMs: startMs + 2 * this.#stallMs * this.#random() });
    }
    while (stalls.length > 1 && (stalls[0]?.untilMs ?? 0) <= fromMs) stalls.shift();
  }
}

export interface Scenario {
  seed: number;
  calls: number;
  /** The server's ceiling, once `done` calls are done. */
  ceiling: (done: number) => number;
  /** Requests above the ceiling wait in the server instead of getting a 429. Default false. */
  queues?: boolean;
  /** Mean of the lognormal service times, once `done` calls are done. Default 200 ms. */
  serviceMs?: (done: number) => number;
  /** Of the lognormal service times. Default 0.5. */
  sigma?: number;
  /** The network's mean round trip; each way takes between half and one and a half times its share. Default 2 ms. */
  roundTripMs?: number;
  /**
   * How long a stall lasts on average; client and server each stand still half of the time, by themselves. Default
   * never.
   */
  stallMs?: number;
  /** How many of the calls come at once. Default all. */
  width?: number;
}

export interface Run {
  /** The limit after each success. */
  limits: number[];
  done: number;
  refused: number;
  lost: number;
  makespanMs: number;
}

interface Limit<Sample = AdaptiveSample> {
  readonly limit: number;
  /** When one more may leave, where less than the limit are in flight. Default at once. */
  roomAtMs?: () => number;
  start(inFlight: number): Sample;
  settle(sample: Sample, outcome: Outcome): void;
}

/** The slots of a client. */
export function overSlots(makeSlots: (clock: Clock) => FoundSlots): (clock: Clock) => Limit<TellOutcome> {
  return (clock) => {
    const slots = makeSlots(clock);
    const refused: TellOutcome = (outcome) => {
      if (outcome === 'failure') slots.refused();
    };
    return {
      get limit() {
        return slots.limit;
      },
      roomAtMs: () => (slots.hasRoom() ? 0 : slots.roomAtMs()),
      start() {
        slots.take();
        return slots.left?.() ?? refused;
      },
      settle(tell, outcome) {
        tell(outcome);
        slots.release();
      },
    };
  };
}

const ATTEMPTS = 4;
const HINT_MS = 1_000;

function lognormal(random: Random, mean: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return mean * Math.exp(sigma * normal - sigma ** 2 / 2);
}

/** A limit that knows the ceiling at every moment. */
export function told(ceiling: Scenario['ceiling']): (clock: Clock, done: () => number) => Limit {
  return (_clock, done) => ({
    get limit() {
      return ceiling(done());
    },
    start: (inFlight) => ({ epoch: 0, inFlight, startedAtMs: 0 }),
    settle: () => {},
  });
}

/** Sends calls under a limit to a server with a ceiling; a call that it refuses comes again after its hint. */
export function simulate<Sample>(
  makeLimit: (clock: Clock, done: () => number) => Limit<Sample>,
  scenario: Scenario,
): Run {
  const { seed, calls, ceiling, queues = false, sigma = 0.5, roundTripMs = 2, width = calls } = scenario;
  const { serviceMs = () => 200, stallMs = 0 } = scenario;
  const clock = new EventClock();
  const random = seededRandom(seed);
  const run: Run = { limits: [], done: 0, refused: 0, lost: 0, makespanMs: 0 };
  const limit = makeLimit(clock, () => run.done);
  const oneWayMs = (): number => (roundTripMs / 2) * (0.5 + random());
  const client = new Side(clock, seededRandom(seed + 1), stallMs);
  const server = new Side(clock, seededRandom(seed + 2), stallMs);
  const line = Array.from({ length: calls }, () => 1);
  const inServer: { queue: (() => void)[]; count: number } = { queue: [], count: 0 };
  let inFlight = 0;

  const serve = (answer: (accepted: boolean) => void): void => {
    inServer.count += 1;
    const done = (): void => {
      inServer.count -= 1;
      answer(true);
      inServer.queue.shift()?.();
    };
    clock.setTimeout(done, server.delayMs(lognormal(random, serviceMs(run.done), sigma)));
  };
  const send = (attempt: number): void => {
    inFlight += 1;
    const sample = limit.start(inFlight);
    const onAnswer = (accepted: boolean): void => {
      inFlight -= 1;
      limit.settle(sample, accepted ? 'success' : 'failure');
      if (accepted) {
        run.done += 1;
        run.limits.push(limit.limit);
        run.makespanMs = clock.now();
      } else {
        run.refused += 1;
        if (attempt === ATTEMPTS) run.lost += 1;
        else clock.setTimeout(() => come(attempt + 1), HINT_MS * (1 + random()));
      }
      pump();
    };
    const answer = (accepted: boolean): Cancel =>
      clock.setTimeout(() => onAnswer(accepted), client.delayMs(oneWayMs()));
    clock.setTimeout(() => {
      if (inServer.count < ceiling(run.done)) serve(answer);
      else if (queues) inServer.queue.push(() => serve(answer));
      else answer(false);
    }, server.delayMs(oneWayMs()));
  };
  const pump = (): void => {
    while (inFlight < Math.min(limit.limit, width) && line.length > 0) {
      const waitMs = (limit.roomAtMs?.() ?? 0) - clock.now();
      if (waitMs > 0) {
        clock.setTimeout(pump, client.delayMs(waitMs));
        return;
      }
      send(line.shift() as number);
    }
  };
  const come = (attempt: number): void => {
    line.unshift(attempt);
    pump();
  };
  pump();
  clock.run();
  return run;
}
