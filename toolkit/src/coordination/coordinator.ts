import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import type { Clock, Random } from '../time/clock.ts';

/** Lets the clients on one API key share its limits. */
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
  /** The longest pause to take from others, in milliseconds: the API's longest hint. Default 3,600,000. */
  maxPauseMs?: number;
  onEvent: (event: CoordinationEvent) => void;
}

/** One client's part of the limits that all clients on one key share. */
export interface AccountMember {
  /** The most clients that may share the account now, this one among them. */
  readonly members: number;
  /**
   * The limiter of a shared window, or of a shared bucket. `partition` names what the API counts apart; the same partition gets the same
   * limiter.
   */
  rate(partition: string, options: SharedRateOptions): PermitLimiter;
  /** Forgets a limiter, or a ceiling beside that of all, that nobody uses any more. */
  forget(partition: string): void;
  /** This client's part of a ceiling on what is in flight. */
  ceiling(options: SharedCeilingOptions): SharedCeiling;
  /** The floor of the retry budget: a retry is free again `windowMs` after it was taken. */
  retryFloor(options: { floorPerWindow: number; windowMs: number }): SharedFloor;
  /** Tells all others of the account to pause a partition. */
  pause(partition: string, forMs: number): void;
  /** Calls `listener` with each pause of the others: the partition, and how long it still lasts. */
  onPause(listener: (partition: string, forMs: number) => void): void;
  /** Resolves when the store has said what this client may use of each limit, or when it does not answer. */
  ready(): Promise<void>;
  /** Gives back everything that it holds, and ends its membership. */
  leave(): Promise<void>;
}

/** The options of a TokenCycle. `burst` defaults to a twentieth. */
export interface SharedRateOptions {
  limit: number;
  windowMs: number;
  /** Units a second that flow into a bucket that holds `limit`; null for a window, which is the default. */
  refillPerSecond?: number | null;
  marginMs?: number;
  flightMs?: number;
  burst?: number;
}

export interface SharedCeilingOptions {
  /** Names one beside the ceiling of all; the same name is the same ceiling. Default: that of all. */
  name?: string;
  max: number;
  /** Called at once, and whenever the number of slots changes; at 0 nothing may be sent. */
  onShare: (slots: number) => void;
}

export interface SharedCeiling {
  demand(inFlight: number, waiting: number, turn?: number): void;
  setMax(max: number): void;
}

export interface SharedFloor {
  tryWithdraw(): boolean;
}

export type CoordinationEvent =
  /** `reason` is an error's code, which holds no address and no secret. */
  | { type: 'coordination-degraded'; store: string; degraded: boolean; reason: string }
  | { type: 'store-round-trip'; store: string; durationMs: number; ok: boolean };
