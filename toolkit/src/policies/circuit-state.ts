import { CircuitState } from 'cockatiel';
import { OptionError } from '../errors.ts';

export type CircuitStateName = 'closed' | 'open' | 'half-open' | 'isolated';

export const circuitStateNames: Record<CircuitState, CircuitStateName> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'isolated',
};

const storable = {
  closed: CircuitState.Closed,
  open: CircuitState.Open,
  isolated: CircuitState.Isolated,
} as const;

/** A circuit breaker's state in a form that survives JSON and fits any clock: the time in between is not counted. */
export interface StoredCircuit {
  /** A half-open circuit is stored as open with no time left: the probes under way are not waited for. */
  state: keyof typeof storable;
  /** Milliseconds that it still refuses for; 0 unless it is open. */
  openLeftMs: number;
  /** The breaker's own `state`. */
  breaker: unknown;
}

/** @throws OptionError for anything that no circuit breaker stored */
export function readStoredCircuit(option: string, stored: unknown): { state: CircuitState; openLeftMs: number } {
  if (typeof stored !== 'object' || stored === null) {
    throw new OptionError(option, 'give what toJSON() returned.', stored);
  }
  const { state, openLeftMs } = stored as Record<keyof StoredCircuit, unknown>;
  if (typeof state !== 'string' || !Object.hasOwn(storable, state)) {
    throw new OptionError(`${option}.state`, `give one of ${Object.keys(storable).join(', ')}.`, state);
  }
  if (typeof openLeftMs !== 'number' || !Number.isFinite(openLeftMs) || openLeftMs < 0) {
    throw new OptionError(`${option}.openLeftMs`, 'give a number of at least 0.', openLeftMs);
  }
  return { state: storable[state as keyof typeof storable], openLeftMs };
}
