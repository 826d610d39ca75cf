import type { Waiting } from '../../time/wait-scope.ts';

/** What a limiter notes of an attempt when it leaves. */
export interface AttemptPermit {
  /** When it left, in milliseconds of the limiter's clock, if the limiter needs to know. */
  readonly sentAtMs?: number;
}

/** Lets attempts through so that the API's window is not exceeded. What an attempt costs of its unit is 1 by default. */
export interface PermitLimiter<P extends AttemptPermit = AttemptPermit> {
  /** What an attempt may cost at most. */
  readonly capacity: number;
  /** Takes a permit if there is room and no call waits for it. */
  tryAcquire(cost?: number): boolean;
  /** Waits for a permit, first come, first served; the caller then owes a {@link release}. */
  acquire(call: Waiting, cost?: number): Promise<void>;
  /** False if permits that were taken are no longer good: they must be given back unsent. */
  readonly mayStillSend: boolean;
  /** Call it when the attempt leaves. */
  send(cost?: number): P;
  /** Call it as soon as a response has come, whatever it says. */
  answered(permit: P): void;
  /** Takes in how much the response says is left; call it after {@link answered}. Absent if no response tells that. */
  observe?(permit: P, remaining: number): void;
  /** Call it when the transport is done with the attempt, or without a permit if the attempt was never sent. */
  release(permit?: P, cost?: number): void;
  setLimit(limit: number): void;
  /** Call it when a pause that the server told is over. */
  reset(): void;
  dispose(): void;
}
