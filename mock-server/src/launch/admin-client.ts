import type { FaultRequest } from '../injection/fault.ts';
import type { JournalFilter, JournalPage } from '../journal/journal.ts';

/** The admin API said no. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  readonly code = 'EVK_MOCK_ADMIN';
  readonly status: number;

  constructor(status: number, what: string, text: string) {
    super(`The mock server answered ${status} to ${what}: ${text.slice(0, 500)}`);
    this.status = status;
  }
}

/** Asks a mock server's admin API. The signal ends whatever is asked. */
export class AdminClient {
  readonly url: string;
  readonly #token: string;
  readonly #signal: AbortSignal | null;

  constructor(url: string, token: string, signal?: AbortSignal) {
    this.url = url;
    this.#token = token;
    this.#signal = signal ?? null;
  }

  /**
   * @param path behind `/admin/`
   * @throws AdminError for an answer that is no success
   */
  async ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/admin/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: this.#signal,
    });
    const text = await response.text();
    if (!response.ok) throw new AdminError(response.status, `${method} /admin/${path}`, text);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** What has ended, oldest first. `evicted` above 0 says that it is not all. */
  journal(filter: JournalFilter = {}): Promise<JournalPage> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(filter)) query.set(name, String(value));
    return this.ask('GET', `journal?${query}`);
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
