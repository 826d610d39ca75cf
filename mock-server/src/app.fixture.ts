import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  attemptHeader,
  type ConcurrencyLimit,
  callIdHeader,
  concurrencyOf,
  nimbusProfile,
  type ProviderContract,
  type WindowLimit,
} from '@evenkeel/toolkit/providers';
import { FakeClock } from '@evenkeel/toolkit/testing';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { buildApp, type FaultRequest, type JournalPage, type MockServerOptions } from './index.ts';

/** Where the clock of an app begins, in epoch milliseconds. */
export const START_MS = 1_700_000_000_000;
export const ADMIN_TOKEN = 'admin-token-of-the-tests';
export const nimbusContract: ProviderContract<'free' | 'pro' | 'enterprise', 'infer' | 'infer_batch'> = nimbusProfile;
export const { free, pro } = nimbusContract.tiers;

/** A tier's only window. */
export function windowOf(tier: typeof free): WindowLimit {
  const window = tier.limits.find(({ kind }) => kind === 'window');
  if (window?.kind !== 'window') throw new Error('the tier has no window');
  return window;
}

/** How much a tier lets be in flight at once. */
export function ceilingOf(tier: typeof free): ConcurrencyLimit {
  const ceiling = concurrencyOf(tier);
  if (ceiling === undefined) throw new Error('the tier has no ceiling');
  return ceiling;
}

export interface InferRequest {
  key?: string | null;
  callId?: string;
  attempt?: number;
  payload?: unknown;
  headers?: Record<string, string>;
}

export function inferHeaders({ key = 'nmb_free_local', callId, attempt, headers = {} }: InferRequest) {
  return {
    'content-type': 'application/json',
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(callId === undefined ? {} : { [callIdHeader]: callId }),
    ...(attempt === undefined ? {} : { [attemptHeader]: String(attempt) }),
    ...headers,
  };
}

/** An app on a clock of its own, called without sockets. */
export class Bench {
  readonly clock = new FakeClock(START_MS);
  readonly app: FastifyInstance;

  constructor(options: Partial<MockServerOptions> = {}) {
    this.app = buildApp({ adminToken: ADMIN_TOKEN, seed: 7, clock: this.clock, ...options });
  }

  send(request: InferRequest = {}): Promise<LightMyRequestResponse> {
    const { payload = { prompt: 'hello' } } = request;
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return this.app.inject({ method: 'POST', url: '/v1/infer', headers: inferHeaders(request), payload: body });
  }

  /** Sends a request and lets its service time pass. */
  infer(request: InferRequest = {}): Promise<LightMyRequestResponse> {
    return this.settled(() => this.send(request));
  }

  /** Lets as much time pass as an answer takes. */
  async settled<T>(send: () => Promise<T>): Promise<T> {
    const before = this.clock.pending;
    let settled = false;
    const response = send().finally(() => {
      settled = true;
    });
    while (!settled) {
      await nextTurn();
      if (this.clock.pending > before) this.clock.tick(this.clock.newestMs);
    }
    return response;
  }

  /** Sends `count` requests at once and leaves them in flight. */
  async occupy(count: number, request: InferRequest = {}): Promise<Promise<LightMyRequestResponse>[]> {
    const before = this.clock.pending;
    const sent = Array.from({ length: count }, () => this.send(request));
    await this.clock.untilPending(before + count);
    return sent;
  }

  admin(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object): Promise<LightMyRequestResponse> {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    return this.app.inject({ method, url: `/admin/${path}`, headers, ...(payload === undefined ? {} : { payload }) });
  }

  async addFault(fault: FaultRequest): Promise<string> {
    return (await this.admin('POST', 'faults', fault)).json().id;
  }

  async journal(query = ''): Promise<JournalPage> {
    return (await this.admin('GET', `journal${query}`)).json();
  }
}
