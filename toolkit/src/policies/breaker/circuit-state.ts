import { OptionError } from '../../errors/errors.ts';

/** The state of a circuit, in the numbers of cockatiel's `CircuitState`: either may be compared with either. */
export const CircuitState = { Closed: 0, Open: 1, HalfOpen: 2, Isolated: 3 } as const;
export type CircuitState = (typeof CircuitState)[keyof typeof CircuitState];

export type CircuitStateName = 'closed' | 'open' | 'half-open' | 'isolated';

// Plain numbers, so that bundlers drop a table that nobody reads.
export const circuitStateNames: Record<CircuitState, CircuitStateName> = {
  0: 'closed',
  1: 'open',
  2: 'half-open',
  3: 'isolated',
};

const storable: Record<StoredCircuit['state'], CircuitState> = { closed: 0, open: 1, isolated: 3 };

/** A circuit breaker's state in a form that survives JSON. Its time runs on while it is stored. */
export interface StoredCircuit {
  /** A half-open circuit is stored as open with no time left: nobody waits for the probes under way. */
  state: Exclude<CircuitStateName, 'half-open'>;
  /** Until when it refuses, in milliseconds since the epoch; 0 unless it is open. */
  openUntilMs: number;
  /** The breaker's own `state`. */
  breaker: unknown;
}

/** @throws OptionError for anything that no circuit breaker stored */
export function readStoredCircuit(option: string, stored: unknown): { state: CircuitState; openUntilMs: number } {
  if (typeof stored !== 'object' || stored === null) {
    throw new OptionError(option, 'give what toJSON() returned.', stored);
  }
  const { state, openUntilMs } = stored as Record<keyof StoredCircuit, unknown>;
  if (typeof state !== 'string' || !Object.hasOwn(storable, state)) {
    throw new OptionError(`${option}.state`, `give one of ${Object.keys(storable).join(', ')}.`, state);
  }
  if (typeof openUntilMs !== 'number' || !Number.isFinite(openUntilMs) || openUntilMs < 0) {
    throw new OptionError(`${option}.openUntilMs`, 'give a number of at least 0.', openUntilMs);
  }
  return { state: storable[state as keyof typeof storable], openUntilMs };
}
