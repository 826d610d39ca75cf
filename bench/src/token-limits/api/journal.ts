import type { Unit } from './account.ts';

/** One request, as the API saw it. Instants in milliseconds since the epoch. */
export interface SeenRequest {
  /** Whose key it bore. */
  account: string;
  /** The call's number. */
  call: number;
  attempt: number;
  /** When it came to the limits. */
  atMs: number;
  admitted: boolean;
  /** What it lacked, if it was refused, and how long it was told to wait. */
  lacking: readonly Unit[];
  toldMs: number;
  /** Tokens that it was charged when it came, and that it took in truth; 0 where it was refused. */
  charged: number;
  actual: number;
  /** When the rest was settled. */
  settledAtMs: number | null;
  /** What was in the tokens' bucket before it came. */
  level: number;
}
