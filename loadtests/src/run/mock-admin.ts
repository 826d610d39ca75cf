import type { JournalEntry, JournalPage } from '@evenkeel/mock-server';
import type { FaultPlan } from '../fault-plan.ts';
import { HarnessFault } from '../harness-fault.ts';

const PAGE = 5_000;

/** The mock server's admin API. The token stays in here. */
export class MockAdmin {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${token}` };
  }

  async inject(plan: FaultPlan, ttlMs: number): Promise<void> {
    const body = JSON.stringify({ provider: plan.provider, ttlMs, ...plan.fault });
    await this.#ask('/admin/faults', { method: 'POST', body });
  }

  /** All requests of a provider. */
  async journal(provider: string): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = [];
    let sinceSeq = 0;
    for (;;) {
      const query = new URLSearchParams({ provider, limit: String(PAGE), sinceSeq: String(sinceSeq) });
      const page = (await this.#ask(`/admin/journal?${query}`, {})) as JournalPage;
      if (page.evicted > 0) {
        throw new HarnessFault(`The mock server's journal lost ${page.evicted} entries, so it can't be judged by.`);
      }
      entries.push(...page.entries);
      if (page.entries.length < PAGE) return entries;
      sinceSeq = page.nextSeq;
    }
  }

  async #ask(path: string, init: RequestInit): Promise<unknown> {
    const headers = init.body === undefined ? this.#headers : { ...this.#headers, 'content-type': 'application/json' };
    const response = await fetch(`${this.#url}${path}`, { ...init, headers });
    if (!response.ok) {
      throw new HarnessFault(
        `The mock server answered ${response.status} to ${path.split('?')[0]}: ${await response.text()}`,
      );
    }
    return response.json();
  }
}
