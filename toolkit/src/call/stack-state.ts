import type { EventSink } from '../events.ts';
import type { CircuitStateName } from '../policies/breaker/circuit-state.ts';
import type { PolicyLayer } from './policy-layer.ts';

/** Policies have no tiers: this is what the tier is called where a contract has only one. */
const TIER = 'default';

/**
 * Reports the circuits of a stack, and how much may be in flight. Policies tell a stack nothing: it looks when calls
 * come and go.
 */
export class StackState {
  readonly #layers: readonly PolicyLayer[];
  readonly #provider: string;
  readonly #emit: EventSink;
  /** What was told last. */
  readonly #circuits = new Map<PolicyLayer, { upstream: string; state: CircuitStateName }>();
  #ceiling: number | null;

  constructor(layers: readonly PolicyLayer[], provider: string, emit: EventSink) {
    this.#layers = layers;
    this.#provider = provider;
    this.#emit = emit;
    for (const layer of layers) {
      const { circuit: state } = layer;
      const upstream = this.#circuits.size === 0 ? 'default' : `default-${this.#circuits.size + 1}`;
      if (state !== undefined) this.#circuits.set(layer, { upstream, state });
    }
    this.#ceiling = this.#lowest();
    const circuits = Object.fromEntries([...this.#circuits.values()].map(({ upstream, state }) => [upstream, state]));
    emit({ provider, type: 'client-opened', tier: TIER, ceiling: this.#ceiling, limits: [], circuits });
  }

  /** Tells what has changed since it was called last. */
  look(layer: PolicyLayer): void {
    const provider = this.#provider;
    const told = this.#circuits.get(layer);
    const { circuit: to } = layer;
    if (told !== undefined && to !== undefined && told.state !== to) {
      const { upstream, state: from } = told;
      told.state = to;
      this.#emit({ provider, type: 'breaker-changed', upstream, from, to });
    }
    if (layer.limit === undefined) return;
    const ceiling = { from: this.#ceiling, to: this.#lowest() };
    if (ceiling.from === ceiling.to) return;
    this.#ceiling = ceiling.to;
    this.#emit({ provider, type: 'limits-changed', tier: TIER, ceiling, limits: [] });
  }

  /** By the bulkhead that has the fewest slots. */
  #lowest(): number | null {
    const limits = this.#layers.flatMap(({ limit }) => limit ?? []);
    return limits.length === 0 ? null : Math.min(...limits);
  }
}
