import type { AlertState } from '../shared/evidence.ts';

const order: readonly AlertState[] = ['inactive', 'pending', 'firing'];
const worse = (a: AlertState, b: AlertState): AlertState => (order.indexOf(a) >= order.indexOf(b) ? a : b);

/** The worst state in which each alert of a provider's objectives was seen. */
export class AlertsSeen {
  readonly #provider: string;
  readonly #states = new Map<string, AlertState>();

  constructor(provider: string) {
    this.#provider = provider;
  }

  /** @param labels the alert's own */
  note(labels: Readonly<Record<string, string>>, state: AlertState): void {
    const { provider, slo } = labels;
    if (provider === this.#provider && slo !== undefined) this.#states.set(slo, worse(state, this.stateOf(slo)));
  }

  stateOf(objective: string): AlertState {
    return this.#states.get(objective) ?? 'inactive';
  }
}
