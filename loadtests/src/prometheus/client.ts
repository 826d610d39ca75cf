import { HarnessFault } from '@evenkeel/tools/command-line';
import { type Answer, ask } from '../shared/ask.ts';

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

export interface Series {
  labels: Record<string, string>;
  /** Epoch milliseconds and values; values that are not numbers are left out. */
  points: [atMs: number, value: number][];
}

export interface ActiveAlert {
  labels: Record<string, string>;
  state: 'pending' | 'firing';
}

export interface AlertRule {
  labels: Record<string, string>;
  health: 'ok' | 'err' | 'unknown';
  lastError?: string;
}

type Vector = { metric: Record<string, string>; value: [number, string] }[];
type Matrix = { metric: Record<string, string>; values: [number, string][] }[];

/** Asks Prometheus's HTTP API for as long as the run lasts. */
export class PrometheusClient {
  readonly #url: string;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  #ask(path: string): Promise<Answer> {
    return ask({ who: 'Prometheus', url: `${this.#url}${path}`, signal: this.#signal });
  }

  /** Whether it is ready to scrape and to answer. */
  async ready(): Promise<boolean> {
    const answer = await this.#ask('/-/ready').catch(() => null);
    return answer?.ok === true;
  }

  /** Evaluates a query now; values that are not numbers are left out. */
  async instant(query: string): Promise<Sample[]> {
    const { result, resultType } = await this.#get<{ resultType: string; result: unknown }>('query', { query });
    const vector = resultType === 'scalar' ? [{ metric: {}, value: result as [number, string] }] : (result as Vector);
    return vector
      .map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
      .filter((sample) => !Number.isNaN(sample.value));
  }

  /** The one value of a query; null where it has none. */
  async value(query: string): Promise<number | null> {
    const samples = await this.instant(query);
    if (samples.length > 1) throw new HarnessFault(`A query for one value gave ${samples.length}: ${query}`);
    return samples[0]?.value ?? null;
  }

  async range(query: string, fromMs: number, toMs: number, stepMs: number): Promise<Series[]> {
    const seconds = (ms: number): string => String(ms / 1_000);
    const parameters = { query, start: seconds(fromMs), end: seconds(toMs), step: seconds(stepMs) };
    const { result } = await this.#get<{ result: Matrix }>('query_range', parameters);
    return result.map(({ metric, values }) => ({
      labels: metric,
      points: values
        .map(([at, value]): [number, number] => [at * 1_000, Number(value)])
        .filter(([, value]) => !Number.isNaN(value)),
    }));
  }

  async alerts(): Promise<ActiveAlert[]> {
    return (await this.#get<{ alerts: ActiveAlert[] }>('alerts', {})).alerts;
  }

  /** The alert rules that it evaluates. */
  async alertRules(): Promise<AlertRule[]> {
    const { groups } = await this.#get<{ groups: { rules: AlertRule[] }[] }>('rules', { type: 'alert' });
    return groups.flatMap(({ rules }) => rules);
  }

  async #get<T>(endpoint: string, parameters: Record<string, string>): Promise<T> {
    const { status, text } = await this.#ask(`/api/v1/${endpoint}?${new URLSearchParams(parameters)}`);
    const body = JSON.parse(text) as { status: string; data: T; error?: string };
    if (body.status !== 'success') {
      throw new HarnessFault(`Prometheus refused ${parameters.query ?? endpoint}: ${body.error ?? status}`);
    }
    return body.data;
  }
}
