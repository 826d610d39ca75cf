import { join } from 'node:path';
import type { Child, ProcessGroup } from '@evenkeel/tools/child';
import { formatDuration, HarnessFault, sleep, tries } from '@evenkeel/tools/command-line';
import type { Transition, WorkerCounts, WorkerRecord } from '../shared/fleet-evidence.ts';
import { type FromWorker, type Go, ORDERS_VARIABLE, type WorkerOrders } from './messages.ts';

/** Starting many processes on few cores takes a while. */
const READY_WITHIN_MS = 60_000;
const READY_EACH_MS = 3_000;
const DISMISSED_WITHIN_MS = 10_000;

export const now = (): number => performance.timeOrigin + performance.now();

/** One process of the fleet, as seen from outside. */
export class Worker {
  readonly worker: number;
  readonly #child: Child;
  readonly #transitions: Transition[] = [];
  #counts: WorkerCounts | null = null;
  #clockOffMs: number | null = null;
  #progress = { calls: 0, throttled: 0 };
  #killed = false;

  constructor(group: ProcessGroup, script: string, orders: WorkerOrders, logs: string) {
    this.worker = orders.worker;
    this.#child = group.startServer({
      name: `process ${orders.worker} of the fleet`,
      command: process.execPath,
      args: [script],
      env: { ...process.env, [ORDERS_VARIABLE]: JSON.stringify(orders) },
      logFile: join(logs, `worker-${orders.worker}.log`),
      talks: true,
    });
    this.#child.onMessage((message) => this.#hear(message as unknown as FromWorker));
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#clockOffMs = message.clockMs - Date.now();
        break;
      case 'progress':
        this.#progress = message;
        break;
      case 'degraded':
        this.#transitions.push({ atMs: now(), degraded: message.degraded });
        break;
      case 'done':
        this.#counts = message.counts;
        break;
    }
  }

  get isReady(): boolean {
    return this.#clockOffMs !== null;
  }

  /** Whether nothing more can be expected of it: it was killed, or has sent its counts. */
  get isDone(): boolean {
    return this.#killed || this.#counts !== null;
  }

  get progress(): { calls: number; throttled: number } {
    return this.#counts === null
      ? this.#progress
      : { calls: this.#counts.succeeded, throttled: this.#counts.throttled };
  }

  get record(): WorkerRecord {
    const { worker } = this;
    return { worker, counts: this.#counts, transitions: this.#transitions, clockOffMs: this.#clockOffMs ?? 0 };
  }

  go(order: Go): void {
    this.#child.send(order);
  }

  giveUp(): void {
    this.#child.send({ type: 'stop' });
  }

  kill(): void {
    this.#killed = true;
    this.#child.kill();
  }

  freeze(): void {
    this.#child.freeze();
  }

  thaw(): void {
    this.#child.thaw();
  }

  /** Lets it end by itself and give back what it holds. */
  async dismiss(): Promise<void> {
    this.#child.dismiss();
    const late = new AbortController();
    await Promise.race([this.#child.ended, sleep(DISMISSED_WITHIN_MS, late.signal).catch(() => {})]);
    late.abort();
  }
}

/** All processes of the fleet. */
export class WorkerPool {
  readonly workers: readonly Worker[];

  constructor(workers: readonly Worker[]) {
    this.workers = workers;
  }

  async ready(signal: AbortSignal): Promise<void> {
    const atMostMs = READY_WITHIN_MS + READY_EACH_MS * this.workers.length;
    for await (const _ of tries('every process of the fleet is ready', signal, atMostMs)) {
      if (this.workers.every((one) => one.isReady)) break;
    }
  }

  get progress(): { calls: number; throttled: number } {
    return this.workers.reduce(
      (sum, { progress }) => ({ calls: sum.calls + progress.calls, throttled: sum.throttled + progress.throttled }),
      { calls: 0, throttled: 0 },
    );
  }

  get isDone(): boolean {
    return this.workers.every((one) => one.isDone);
  }

  /** Waits for all processes. After `atMostMs` the rest are told to give up, for which they have `giveUpMs`. */
  async done(signal: AbortSignal, atMostMs: number, giveUpMs: number): Promise<void> {
    const overMs = performance.now() + atMostMs;
    let told = false;
    while (!this.isDone) {
      const lateMs = performance.now() - overMs;
      if (lateMs > 0 && !told) {
        told = true;
        for (const one of this.workers) one.giveUp();
      }
      if (lateMs > giveUpMs) {
        const silent = this.workers.filter((one) => !one.isDone).map(({ worker }) => worker);
        throw new HarnessFault(
          `Processes ${silent.join(', ')} told nothing ${formatDuration(giveUpMs)} after they had to end.`,
        );
      }
      await sleep(50, signal);
    }
  }

  dismiss(): Promise<unknown> {
    return Promise.all(this.workers.map((one) => one.dismiss()));
  }
}
