import type { Waiting } from '../../time/wait-scope.ts';

/** An attempt that was let through, from when it leaves. */
export interface AttemptPermit {
  /** When it left, in milliseconds of the limiter's clock, where that matters. */
  readonly sentAtMs?: number;
}

/** Lets attempts through so that the API's window is not exceeded. */
export interface PermitLimiter<P extends AttemptPermit = AttemptPermit> {
  /** Takes a permit if one is free and nobody waits for it. */
  tryAcquire(): boolean;
  /** Waits for a permit, first come first served; whoever gets one owes a {@link release}. */
  acquire(call: Waiting): Promise<void>;
  /** False if permits that were taken are no longer good: they are to be given back unsent. */
  readonly mayStillSend: boolean;
  /** To be called when the attempt leaves. */
  send(): P;
  /** A response has come, whatever it says; at once when it comes. */
  answered(permit: P): void;
  /** Takes in what the response says is left; after {@link answered}. Left out where no response tells it. */
  observe?(permit: P, remaining: number): void;
  /** The transport is done with the attempt; without a permit it was never sent. */
  release(permit?: P): void;
  setLimit(limit: number): void;
  /** A pause that the server told is over. */
  reset(): void;
  dispose(): void;
}
