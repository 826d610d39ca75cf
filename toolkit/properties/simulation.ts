import { ContractClient } from '../src/client/contract-client.ts';
import { defineProvider } from '../src/contract/define.ts';
import type { EvenkeelError } from '../src/errors/errors.ts';
import type { ResilienceEvent } from '../src/events.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import { CountingClock } from './counting-clock.ts';
import { OPERATION, simulatedContract } from './simulated-contract.ts';
import { type SentAttempt, SimulatedServer } from './simulated-server.ts';
import type { Act, Plan, World } from './worlds.ts';

/** A double holds a time since 1970 to a quarter of a microsecond, so the sum of two may be a little off. */
export const GRAIN_MS = 0.001;

/** Longer than anything in a world lasts. */
const AGES_MS = 10_000_000;

/** When something happened. The number of requests sent until then tells it more finely than the time. */
interface Moment {
  atMs: number;
  sent: number;
}

/** How a call ended, as its caller saw it. */
export interface Ended extends Moment {
  error: EvenkeelError | undefined;
}

/** A plan, and what came of it. */
export interface Task {
  readonly plan: Plan;
  /** The call's id, or the prefix of the ids of a batch's calls. */
  readonly id: string;
  started: Moment | undefined;
  /** When it was given up, if that was before its end. */
  abandoned: Moment | undefined;
  /** When a batch's consumer had enough. */
  leftAtMs: number | undefined;
  /** How the call ended, or how the batch's calls did, in the order of their results. */
  readonly ends: Ended[];
  /** When no more results could come. */
  over: Moment | undefined;
}

/** An act, and what came of it. */
interface Acted extends Moment {
  readonly act: Act;
  /** What a limit was set to. */
  limit: number | undefined;
  /** When the promise that a pause or a closing returns resolved. */
  done: Moment | undefined;
  /** When a pause was resumed, perhaps by the end of an earlier pause; or when a closing lost patience. */
  ended: Moment | undefined;
}

export type TimedEvent = ResilienceEvent & Moment;

/** A whole client in a world of its own. The same world runs the same way each time. */
export class Simulation {
  readonly clock = new FakeClock();
  /** The clock as the client has it. */
  readonly clientClock = new CountingClock(this.clock);
  readonly server: SimulatedServer;
  readonly client: ContractClient;
  readonly events: TimedEvent[] = [];
  readonly tasks: Task[];
  readonly acted: Acted[] = [];
  readonly #world: World;
  readonly #onEvent: ((callId: string) => void)[] = [];

  constructor(world: World) {
    this.#world = world;
    const random = seededRandom(world.seed);
    this.server = new SimulatedServer(world.server, this.clock, random);
    const { maxQueued } = world.client;
    const options = { apiKey: 'key', baseUrl: 'http://simulated.test', maxQueued, clock: this.clientClock, random };
    const onEvent = (event: ResilienceEvent): void => {
      this.events.push({ ...event, ...this.now() });
      if ('callId' in event) for (const hear of this.#onEvent) hear(event.callId);
    };
    this.client = new ContractClient(defineProvider(simulatedContract(world)), {
      ...options,
      onEvent,
      transport: this.server,
    });
    this.tasks = world.plans.map((plan, at) => ({
      plan,
      id: plan.payloads === undefined ? `call-${at}` : `batch-${at}`,
      started: undefined,
      abandoned: undefined,
      leftAtMs: undefined,
      ends: [],
      over: undefined,
    }));
  }

  /**
   * Carries out all plans, then lets everything come to rest.
   *
   * @throws Error if something waits for an event that never comes
   */
  async run(): Promise<void> {
    await this.finish();
    await this.rest();
  }

  /** Carries out all plans. */
  async finish(): Promise<void> {
    for (const act of this.#world.acts) this.clock.setTimeout(() => this.#act(act), act.atMs);
    await this.clock.runUntil(Promise.all(this.tasks.map((task) => this.#do(task))));
  }

  /** Lets time pass until the last response is in, pauses are over and an open circuit would let a probe through. */
  async rest(): Promise<void> {
    await this.clock.advance(AGES_MS);
  }

  now(): Moment {
    return { atMs: this.clock.now(), sent: this.server.attempts.length };
  }

  /** Makes a call beside the plans, to see how the client is by now. */
  call(callId: string): Promise<unknown> {
    return this.client.call(OPERATION, {}, (body) => body, { callId });
  }

  /** How many attempts could be in flight when `sent` requests had been sent; null if there was no bound. */
  ceilingAt(sent: number): number | null {
    return this.#limitAt('ceiling', sent) ?? this.#world.server.ceiling;
  }

  /** How many requests the client could send in a window when `sent` had been sent; null if there is no window. */
  windowLimitAt(sent: number): number | null {
    const { window } = this.#world.server;
    return window && (this.#limitAt('window', sent) ?? window.limit);
  }

  /** The id of the call whose end was the task's nth, from 0. */
  callId({ id, plan }: Task, nth: number): string {
    return plan.payloads === undefined ? id : `${id}.${nth}`;
  }

  /** A task's requests, without the first `sent` of all requests. */
  attemptsOf(task: Task, sent = 0): SentAttempt[] {
    return this.server.attempts.slice(sent).filter(({ callId }) => isOf(task, callId));
  }

  #limitAt(kind: Act['kind'], sent: number): number | undefined {
    return this.acted.findLast((acted) => acted.act.kind === kind && acted.sent <= sent)?.limit;
  }

  async #do(task: Task): Promise<void> {
    const { plan } = task;
    await new Promise<void>((resolve) => this.clock.setTimeout(resolve, plan.atMs));
    task.started = this.now();
    const signal = this.#abortOf(task);
    if (plan.payloads === undefined) await this.#doCall(task, signal);
    else await this.#doBatch(task, plan.payloads, signal);
    task.over = this.now();
  }

  async #doCall(task: Task, signal: AbortSignal): Promise<void> {
    const { id: callId, plan } = task;
    const call = this.client.call(OPERATION, {}, (body) => body, { callId, signal, priority: plan.priority });
    await call.then(
      () => this.#end(task, undefined),
      (error: EvenkeelError) => this.#end(task, error),
    );
  }

  async #doBatch(task: Task, payloads: number, signal: AbortSignal): Promise<void> {
    const { leaveAfter = Number.POSITIVE_INFINITY, priority } = task.plan;
    const input = Array.from({ length: payloads }, (_, at) => at);
    const results = this.client.stream(OPERATION, input, (body) => body, { batchId: task.id, signal, priority });
    for await (const result of results) {
      this.#end(task, result.status === 'rejected' ? result.reason : undefined);
      if (task.ends.length < leaveAfter) continue;
      task.leftAtMs = this.clock.now();
      break;
    }
  }

  #end(task: Task, error: EvenkeelError | undefined): void {
    task.ends.push({ ...this.now(), error });
  }

  #abortOf(task: Task): AbortSignal {
    const { abort } = task.plan;
    const controller = new AbortController();
    const give = (): void => {
      if (task.over !== undefined || controller.signal.aborted) return;
      controller.abort();
      task.abandoned ??= this.now();
    };
    if (abort !== undefined && 'afterMs' in abort) this.clock.setTimeout(give, abort.afterMs);
    if (abort !== undefined && 'onEvent' in abort) {
      let left = abort.onEvent;
      this.#onEvent.push((callId) => {
        if (!isOf(task, callId)) return;
        left -= 1;
        if (left === 0) give();
      });
    }
    return controller.signal;
  }

  #act(act: Act): void {
    const acted: Acted = { act, ...this.now(), limit: undefined, done: undefined, ended: undefined };
    this.acted.push(acted);
    const done = (): void => {
      acted.done = this.now();
    };
    const { ceiling, window } = this.#world.server;
    switch (act.kind) {
      case 'pause':
        void this.client.pause().then(done);
        this.clock.setTimeout(() => this.#resume(), act.forMs);
        return;
      case 'ceiling':
        acted.limit = Math.min(act.to, ceiling ?? act.to);
        this.client.setLimits({ ceiling: acted.limit });
        return;
      case 'window':
        acted.limit = Math.min(act.to, window?.limit ?? act.to);
        this.client.setLimits({ window: { limit: acted.limit } });
        return;
      case 'close': {
        const controller = new AbortController();
        void this.client.close({ signal: controller.signal }).then(done);
        this.clock.setTimeout(() => {
          controller.abort();
          acted.ended = this.now();
        }, act.patienceMs);
      }
    }
  }

  /** Resumes once for all pauses: pausing twice is the same as pausing once. */
  #resume(): void {
    // Before: those that wait leave in that very call.
    for (const acted of this.acted) if (acted.act.kind === 'pause') acted.ended ??= this.now();
    this.client.resume();
  }
}

function isOf({ id, plan }: Task, callId: string): boolean {
  return plan.payloads === undefined ? callId === id : callId.startsWith(`${id}.`);
}
