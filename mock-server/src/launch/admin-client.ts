import type { FaultRequest } from '../injection/fault.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { JournalFilter, JournalPage } from '../journal/journal.ts';

/** The admin API refused, did not answer in time, or had lost a part of what was asked for. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  readonly code = 'EVK_MOCK_ADMIN';
  /** The status of its answer; null where the status is not what is wrong. */
  readonly status: number | null;

  constructor(status: number | null, message: string) {
    super(message);
    this.status = status;
  }
}

const ANSWERS_WITHIN_MS = 5_000;
const PAGE = 5_000;

/** Asks a mock server's admin API. The signal ends each request, which then fails with the signal's reason. */
export class AdminClient {
  readonly url: string;
  readonly #token: string;
  readonly #signal: AbortSignal;
  readonly #withinMs: number;

  /** @param withinMs how long an answer may take; a server on this machine that needs longer hangs */
  constructor(
    url: string,
    token: string,
    signal: AbortSignal = new AbortController().signal,
    withinMs: number = ANSWERS_WITHIN_MS,
  ) {
    this.url = url;
    this.#token = token;
    this.#signal = signal;
    this.#withinMs = withinMs;
  }

  /**
   * @param path what follows `/admin/`
   * @throws AdminError for an answer that is no success, or takes too long
   */
  async ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
    const late = AbortSignal.timeout(this.#withinMs);
    try {
      return await this.#ask<T>(method, path, body, AbortSignal.any([this.#signal, late]));
    } catch (error) {
      if (this.#signal.aborted || !late.aborted) throw error;
      throw new AdminError(
        null,
        `The mock server did not answer ${method} /admin/${path.split('?')[0]} within ${this.#withinMs} ms.`,
      );
    }
  }

  async #ask<T>(method: string, path: string, body: object | undefined, signal: AbortSignal): Promise<T> {
    const response = await fetch(`${this.url}/admin/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
    const text = await response.text();
    if (!response.ok) {
      const what = `${method} /admin/${path.split('?')[0]}`;
      throw new AdminError(
        response.status,
        `The mock server answered ${response.status} to ${what}: ${text.slice(0, 500)}`,
      );
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** The requests that have ended, oldest first. Where `evicted` is above 0, some are missing. */
  journal(filter: JournalFilter = {}): Promise<JournalPage> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(filter)) query.set(name, String(value));
    return this.ask('GET', `journal?${query}`);
  }

  /**
   * All requests of a provider that have ended, oldest first.
   * @throws AdminError where the journal has lost some
   */
  async wholeJournal(provider: string): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (let sinceSeq = 0; ; ) {
      const page = await this.journal({ provider, limit: PAGE, sinceSeq });
      if (page.evicted > 0) {
        throw new AdminError(null, `The mock server's journal lost ${page.evicted} entries, so it can't be judged by.`);
      }
      entries.push(...page.entries);
      if (page.entries.length < PAGE) return entries;
      sinceSeq = page.nextSeq;
    }
  }

  /** @returns the fault's id */
  async addFault(fault: FaultRequest): Promise<string> {
    return (await this.ask<{ id: string }>('POST', 'faults', fault)).id;
  }

  async removeFault(id: string): Promise<void> {
    await this.ask('DELETE', `faults/${id}`);
  }

  async removeFaults(): Promise<void> {
    await this.ask('DELETE', 'faults');
  }
}
