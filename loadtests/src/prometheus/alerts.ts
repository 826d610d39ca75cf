import type { AlertState } from '../verdict/evidence.ts';
import type { PrometheusClient } from './client.ts';

const order: readonly AlertState[] = ['inactive', 'pending', 'firing'];
const worse = (a: AlertState, b: AlertState): AlertState => (order.indexOf(a) >= order.indexOf(b) ? a : b);

/** The worst state that each objective's alert was seen in. */
export class AlertWatch {
  readonly #prometheus: PrometheusClient;
  readonly #provider: string;
  readonly #seen = new Map<string, AlertState>();

  constructor(prometheus: PrometheusClient, provider: string) {
    this.#prometheus = prometheus;
    this.#provider = provider;
  }

  #note(labels: Record<string, string>, state: AlertState): void {
    const name = labels.slo;
    if (labels.provider !== this.#provider || name === undefined) return;
    this.#seen.set(name, worse(state, this.state(name)));
  }

  /** Looks now; the names of the objectives whose alert is firing. */
  async look(): Promise<string[]> {
    const alerts = await this.#prometheus.alerts();
    for (const { labels, state } of alerts) this.#note(labels, state);
    return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.slo ?? labels.alertname ?? '');
  }

  /** Looks back over the whole run, so that no short firing is missed between two looks. */
  async lookBack(seconds: number): Promise<void> {
    const samples = await this.#prometheus.instant(`max_over_time(ALERTS[${seconds}s])`);
    for (const { labels } of samples) this.#note(labels, labels.alertstate === 'firing' ? 'firing' : 'pending');
  }

  state(objective: string): AlertState {
    return this.#seen.get(objective) ?? 'inactive';
  }
}
