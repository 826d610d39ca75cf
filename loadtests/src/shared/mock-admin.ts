import type { JournalEntry, JournalPage } from '@evenkeel/mock-server';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { ask } from './ask.ts';
import type { FaultRequest } from './fault-request.ts';

const PAGE = 5_000;

/** The mock server's admin API, as long as the run lasts. The token stays in here. */
export class MockAdmin {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  readonly #signal: AbortSignal;

  constructor(url: string, token: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
    this.#headers = { authorization: `Bearer ${token}` };
  }

  async inject(provider: string, fault: FaultRequest, ttlMs: number): Promise<void> {
    const body = JSON.stringify({ provider, ttlMs, ...fault });
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

  /** What another path of the admin API says. */
  get(path: string): Promise<unknown> {
    return this.#ask(path, {});
  }

  async #ask(path: string, init: { method?: string; body?: string }): Promise<unknown> {
    const headers = init.body === undefined ? this.#headers : { ...this.#headers, 'content-type': 'application/json' };
    const url = `${this.#url}${path}`;
    const { ok, status, text } = await ask({ who: 'The mock server', url, signal: this.#signal, ...init, headers });
    if (!ok) throw new HarnessFault(`The mock server answered ${status} to ${path.split('?')[0]}: ${text}`);
    return JSON.parse(text);
  }
}
