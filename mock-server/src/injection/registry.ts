import type { Clock } from '@evenkeel/toolkit';
import type { Cancel } from '../clock.ts';
import type { Subject } from '../subject.ts';
import { decide, type FaultOutcome } from './decide.ts';
import type { ActiveFault } from './fault.ts';

export type NewFault = Omit<ActiveFault, 'id' | 'expiresAtMs' | 'draw'> & { ttlMs: number };

interface Row {
  fault: ActiveFault;
  cancelExpiry: Cancel;
}

/** The active faults. Each ends by its time to live, by removal, or when the server closes. */
export class FaultRegistry {
  readonly #clock: Clock;
  readonly #rows = new Map<string, Row>();
  /** The faults by id, until their timers end them. While it is empty, no outcome has to be computed. */
  readonly byId: ReadonlyMap<string, unknown> = this.#rows;
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add({ ttlMs, ...fault }: NewFault): ActiveFault {
    this.#lastId += 1;
    const id = `f${this.#lastId}`;
    const active: ActiveFault = { ...fault, id, expiresAtMs: this.#clock.now() + ttlMs, draw: this.#freeDraw(fault) };
    const cancelExpiry = this.#clock.setTimeout(() => this.#rows.delete(id), ttlMs);
    this.#rows.set(id, { fault: active, cancelExpiry });
    return active;
  }

  /** The active faults, oldest first. */
  list(): ActiveFault[] {
    const nowMs = this.#clock.now();
    // A late timer must not keep a fault alive beyond the time it was given.
    return [...this.#rows.values()].map((row) => row.fault).filter((fault) => fault.expiresAtMs > nowMs);
  }

  /** What the active faults do to a request of a provider's operation. */
  outcomeFor(provider: string, seed: number, subject: Subject, operation: string): FaultOutcome {
    const faults = this.list().filter((fault) => fault.provider === provider);
    return decide(faults, seed, subject, operation);
  }

  /** Ends a fault; false where no such fault is active. */
  remove(id: string): boolean {
    const row = this.#rows.get(id);
    if (row === undefined) return false;
    row.cancelExpiry();
    return this.#rows.delete(id);
  }

  clear(): void {
    for (const id of [...this.#rows.keys()]) this.remove(id);
  }

  /** Takes the lowest number that is free, so that a fault posted again after its end hits the same calls. */
  #freeDraw({ provider, fault }: Pick<ActiveFault, 'provider' | 'fault'>): string {
    const taken = new Set(this.list().flatMap((other) => (other.provider === provider ? [other.draw] : [])));
    let draw = fault;
    for (let n = 2; taken.has(draw); n += 1) draw = `${fault}#${n}`;
    return draw;
  }
}
