import { attemptHeader, callIdHeader, idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import type { LightMyRequestResponse } from 'fastify';
import { Bench } from '../../app.fixture.ts';
import type { MockServerOptions } from '../../index.ts';

export interface NeuraRequest {
  key?: string | null;
  callId?: string;
  attempt?: number;
  idempotencyKey?: string;
  body?: unknown;
}

export interface DemandedInvoice {
  id: string;
  agent: string;
  network: string;
  amount: number;
  currency: string;
  expiresAt: string;
}

export function neuraHeaders({ key = 'nra_standard_local', callId, attempt, idempotencyKey }: NeuraRequest) {
  return {
    'content-type': 'application/json',
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(callId === undefined ? {} : { [callIdHeader]: callId }),
    ...(attempt === undefined ? {} : { [attemptHeader]: String(attempt) }),
    ...(idempotencyKey === undefined ? {} : { [idempotencyKeyHeader]: idempotencyKey }),
  };
}

/** An app on a clock of its own, which is called as Neura's clients would call it. */
export class NeuraBench extends Bench {
  constructor(options: Partial<MockServerOptions> = {}) {
    super({
      // The second key is another agent's.
      keys: {
        nra_standard_local: { provider: 'neura', tier: 'standard' },
        nra_other: { provider: 'neura', tier: 'standard' },
      },
      ...options,
    });
  }

  /** @param path after the host, such as `/solana/agents` */
  ask(path: string, request: NeuraRequest = {}): Promise<LightMyRequestResponse> {
    const { body } = request;
    const method = path.endsWith('/agents') ? 'GET' : 'POST';
    const payload = method === 'GET' ? {} : { payload: JSON.stringify(body ?? {}) };
    return this.app.inject({ method, url: path, headers: neuraHeaders(request), ...payload });
  }

  /** Asks as `ask` does, and lets as much time pass as the answer takes. */
  get(path: string, request: NeuraRequest = {}): Promise<LightMyRequestResponse> {
    return this.settled(() => this.ask(path, request));
  }

  call(agent: string, request: NeuraRequest = {}, network = 'solana'): Promise<LightMyRequestResponse> {
    return this.get(`/${network}/agents/${agent}/call`, { body: { input: 'hi' }, ...request });
  }

  /** The invoice for a call of a paid agent. */
  async invoice(request: NeuraRequest = {}): Promise<DemandedInvoice> {
    return (await this.call('oracle', request)).json().invoice;
  }

  pay({ id, network, amount, currency }: DemandedInvoice, request: NeuraRequest = {}): Promise<LightMyRequestResponse> {
    return this.get(`/${network}/invoices/${id}/pay`, { body: { amount, currency }, ...request });
  }

  replay({ id, network }: DemandedInvoice, request: NeuraRequest = {}): Promise<LightMyRequestResponse> {
    return this.get(`/${network}/invoices/${id}/replay`, request);
  }

  async books() {
    return (await this.admin('GET', 'neura/invoices')).json();
  }
}
