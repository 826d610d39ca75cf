import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import type { Clock, Random } from '../time/clock.ts';

/** What the processes on one API key share, and where. */
export interface Coordinator {
  readonly store: 'memory' | 'redis';
  /** @internal `key` never leaves the process: only a hash of it names the account. */
  join(account: AccountOptions): AccountMember;
  close(): Promise<void>;
}

export interface AccountOptions {
  provider: string;
  key: string;
  clock: Clock;
  random: Random;
  /** No pause that others tell counts for longer, in milliseconds: the API's longest hint. Default 3,600,000. */
  maxPauseMs?: number;
  onEvent: (event: CoordinationEvent) => void;
}

/** One client's part of what all share that use the same key. */
export interface AccountMember {
  /** The limiter of a shared window. `partition` names what the API counts apart; the same again is the same limiter. */
  rate(partition: string, options: SharedRateOptions): PermitLimiter;
  /** This client's part of a ceiling on what is in flight. */
  ceiling(options: SharedCeilingOptions): SharedCeiling;
  /** The floor of the retry budget: a retry is free again `windowMs` after it was taken. */
  retryFloor(options: { floorPerWindow: number; windowMs: number }): SharedFloor;
  /** Tells all others of the account to pause a partition. */
  pause(partition: string, forMs: number): void;
  /** Hears the others' pauses, as what is left of them. */
  onPause(listener: (partition: string, forMs: number) => void): void;
  /** Resolves when the store has said what there is of all that was asked for, or does not answer. */
  ready(): Promise<void>;
  /** Gives everything back. */
  leave(): Promise<void>;
}

/** As of a TokenCycle; `burst` is a twentieth unless given. */
export interface SharedRateOptions {
  limit: number;
  windowMs: number;
  marginMs?: number;
  flightMs?: number;
  burst?: number;
}

export interface SharedCeilingOptions {
  max: number;
  /** Told at once and whenever it changes; with 0 nothing may be sent. */
  onShare: (slots: number) => void;
}

export interface SharedCeiling {
  demand(inFlight: number, waiting: number): void;
  setMax(max: number): void;
}

export interface SharedFloor {
  tryWithdraw(): boolean;
}

export type CoordinationEvent =
  /** `reason` is an error's code: no address and no secret. */
  | { type: 'coordination-degraded'; store: string; degraded: boolean; reason: string }
  | { type: 'store-round-trip'; store: string; durationMs: number; ok: boolean };
