import { randomBytes } from 'node:crypto';
import type { FaultRequest, JournalEntry, JournalPage } from '@evenkeel/mock-server';
import { Child, nodeScript } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { ceilings, contract, type Plan, tier } from './plan.ts';

/** As good as no window: the mock server's options change numbers only. */
const NO_WINDOW = 1_000_000_000;

function settings({ meanServiceMs, sigma }: Plan): string[] {
  // The mean of a lognormal lies above its median.
  const medianMs = meanServiceMs * Math.exp(-(sigma ** 2) / 2);
  const numbers = {
    '/operations/infer/emulate/latencyMedianMs': medianMs,
    '/operations/infer/emulate/latencySigma': sigma,
    [`/tiers/${tier}/windows/0/limit`]: NO_WINDOW,
  };
  return Object.entries(numbers).flatMap(([pointer, value]) => ['--set', `${contract.name}${pointer}=${value}`]);
}

/** A mock server of one's own, in a process of its own. */
export class CeilingServer {
  readonly url: string;
  readonly #token: string;
  readonly #signal: AbortSignal;

  private constructor(url: string, token: string, signal: AbortSignal) {
    this.url = url;
    this.#token = token;
    this.#signal = signal;
  }

  static async start(plan: Plan, seed: number, signal: AbortSignal): Promise<CeilingServer> {
    const token = randomBytes(18).toString('base64url');
    const child = new Child({
      name: 'the mock server',
      ...nodeScript(
        new URL(import.meta.resolve('@evenkeel/mock-server/cli')),
        ...['--port', '0', '--quiet', '--seed', String(seed)],
        ...settings(plan),
      ),
      env: { ...process.env, EVENKEEL_ADMIN_TOKEN: token },
      signal,
    });
    return new CeilingServer(await child.listening(), token, signal);
  }

  /** From now on the lower ceiling holds. */
  async fall(forMs: number): Promise<void> {
    const fault: FaultRequest = {
      provider: contract.name,
      fault: 'ceiling',
      rate: 1,
      ttlMs: forMs,
      max: ceilings.after,
    };
    await this.#ask('faults', { method: 'POST', body: JSON.stringify(fault) });
  }

  /** All that it was asked. */
  async journal(): Promise<JournalEntry[]> {
    const { entries, evicted } = (await this.#ask('journal')) as JournalPage;
    if (evicted > 0) throw new HarnessFault(`The mock server's journal lost ${evicted} entries.`);
    return entries;
  }

  async #ask(path: string, init: { method?: string; body?: string } = {}): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(init.body && { 'content-type': 'application/json' }),
    };
    const response = await fetch(`${this.url}/admin/${path}`, { ...init, headers, signal: this.#signal });
    if (!response.ok) throw new HarnessFault(`The mock server answered ${response.status} to ${path}.`);
    return response.json();
  }
}
