/** What a limiter notes of an attempt when it leaves. */
export interface AttemptPermit {
  /** When it left, in milliseconds of the limiter's clock, if the limiter needs to know. */
  readonly sentAtMs?: number;
}

/** What an answer says of a limit beside what is left. Durations in milliseconds from now. */
export interface LimitReading {
  limit?: number;
  /** Until all of it is there again. */
  resetMs?: number;
  windowMs?: number;
  restorePerSecond?: number;
}

/** How much of a limit is taken; see LimitState. */
export interface LimitUse {
  used: number;
  owed: number;
  /** What requests have cost that were answered; absent where nobody asks for it. */
  spent?: number;
}

/** Who waits for a limit. */
export interface Demand {
  /** How many attempts wait for it, and what they cost together. */
  waiting: number;
  cost: number;
  /** What the next one costs, and which it is: another number is another attempt; 0 where it waits for one that waits. */
  next: number;
  turn: number;
  /** Whether there is room for it, which is kept while it waits for another limit. */
  kept?: true;
}

export const noDemand: Demand = { waiting: 0, cost: 0, next: 0, turn: 0 };

/**
 * Says when attempts may leave so that the API's window is not exceeded. It keeps no line: who is next is for admission
 * to say. What an attempt costs of its unit is 1 by default.
 */
export interface PermitLimiter<P extends AttemptPermit = AttemptPermit> {
  /** What an attempt may cost at most. */
  readonly capacity: number;
  /** What it may cost without keeping others of its process waiting. Absent where that is all of the limit. */
  readonly reach?: number;
  /** How long it is until all of it is there again; absent where that is not known beforehand. */
  readonly renewsInMs?: number;
  /** To be called when there may be room at another time than was told. */
  onRoom: () => void;
  /** Whether an attempt may leave now. */
  hasRoom(cost?: number): boolean;
  /** When there may be room, in milliseconds of the clock; Infinity: when {@link onRoom} is called. */
  roomAtMs(cost: number): number;
  /** About how long the API takes to give as much, in milliseconds. */
  refillMs(cost: number): number;
  /**
   * How long it is until as much is free, where that is after `byMs` by all that is known; 0 where it may be before.
   * Absent where nothing is known.
   */
  untilFreeMs?(cost: number, byMs: number): number;
  /** Call it whenever that changes. */
  demand(demand: Demand): void;
  /** Call it when the attempt leaves, in the instant in which there was room. */
  send(cost?: number): P;
  /** Call it as soon as a response has come, whatever it says. */
  answered(permit: P): void;
  /**
   * Corrects what the attempt was thought to cost. The API may have taken the estimate, and only now the rest; default
   * estimate: what was taken for it. Absent where all attempts cost the same.
   */
  settle?(permit: P, cost: number, estimate?: number): void;
  /**
   * Takes in how much the response says is left; call it after {@link answered} and {@link settle}. Absent if no response
   * tells that.
   */
  observe?(permit: P, remaining: number, reading?: LimitReading): void;
  /** Call it where a response says nothing of it. Absent of a limit that a contract tells. */
  untold?(): void;
  /** Call it when the transport is done with the attempt. */
  release(permit: P): void;
  /** What answers say is left, less what is on its way; undefined where none has. Only of a limit that no contract tells. */
  readonly toldLeft?: number | undefined;
  /** How much of it is taken; metrics ask for that. Absent of a limit that no contract tells. */
  use?(nowMs: number): LimitUse;
  setLimit(limit: number): void;
  /** Call it when a pause that the server told is over. */
  reset(): void;
}
