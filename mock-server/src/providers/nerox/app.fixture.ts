import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  attemptHeader,
  callIdHeader,
  idempotencyKeyHeader,
  neroxProfile,
  type ProviderContract,
} from '@evenkeel/toolkit/providers';
import type { LightMyRequestResponse } from 'fastify';
import { Bench } from '../../app.fixture.ts';
import type { MockServerOptions } from '../../index.ts';
import { ScriptedSolver } from './gpu/scripted-solver.fixture.ts';

export const MATRIX = [
  [0, 1, 2],
  [1, 0, 3],
  [2, 3, 0],
];

export interface NeroxRequest {
  key?: string | null;
  callId?: string;
  attempt?: number;
  idempotencyKey?: string;
  lastEventId?: string;
  body?: unknown;
}

export function neroxHeaders({ key = 'nrx_scale_local', callId, attempt, idempotencyKey, lastEventId }: NeroxRequest) {
  return {
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(callId === undefined ? {} : { [callIdHeader]: callId }),
    ...(attempt === undefined ? {} : { [attemptHeader]: String(attempt) }),
    ...(idempotencyKey === undefined ? {} : { [idempotencyKeyHeader]: idempotencyKey }),
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
}

/** The contract with service times of next to nothing, so that asking takes no time. */
export function instantNerox(): ProviderContract {
  const contract: ProviderContract = structuredClone(neroxProfile);
  for (const operation of Object.values(contract.operations)) {
    if ('emulate' in operation) Object.assign(operation.emulate, { latencyMedianMs: 1e-9, latencySigma: 0 });
  }
  return contract;
}

/** An app on a clock of its own, with a scripted solver, which is called as Nerox's clients would call it. */
export class NeroxBench extends Bench {
  readonly solver: ScriptedSolver;

  constructor(options: Partial<MockServerOptions> = {}) {
    const solver = new ScriptedSolver();
    super({ contracts: [instantNerox()], ...options, gpu: { solver, ...options.gpu } });
    this.solver = solver;
  }

  /** Sends a request; no time passes, so there may be no answer yet. */
  call(method: 'GET' | 'POST', path: string, request: NeroxRequest = {}): Promise<LightMyRequestResponse> {
    const { body } = request;
    const headers = { ...neroxHeaders(request), ...(body !== undefined && { 'content-type': 'application/json' }) };
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    return this.app.inject({ method, url: `/v1/${path}`, headers, ...payload });
  }

  /** Sends a request and returns its answer; no time passes. */
  async ask(method: 'GET' | 'POST', path: string, request: NeroxRequest = {}): Promise<LightMyRequestResponse> {
    let settled = false;
    const response = this.call(method, path, request).finally(() => {
      settled = true;
    });
    while (!settled) {
      await nextTurn();
      this.clock.tick(0);
    }
    return response;
  }

  get(path: string, request: NeroxRequest = {}): Promise<LightMyRequestResponse> {
    return this.ask('GET', path, request);
  }

  submit(request: NeroxRequest = {}): Promise<LightMyRequestResponse> {
    return this.ask('POST', 'optimize/tsp', { ...request, body: request.body ?? { distance_matrix: MATRIX } });
  }

  cancel(id: string, request: NeroxRequest = {}): Promise<LightMyRequestResponse> {
    return this.ask('POST', `jobs/${id}/cancel`, request);
  }

  /** The events in the stream of a job that has ended. */
  async events(id: string, request: NeroxRequest = {}): Promise<SentEvent[]> {
    return eventsOf((await this.get(`jobs/${id}/stream`, request)).body);
  }

  usage(request: NeroxRequest = {}): Promise<LightMyRequestResponse> {
    return this.get('usage', request);
  }

  async books() {
    return (await this.admin('GET', 'nerox/jobs')).json();
  }
}

export interface SentEvent {
  id: number;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at
  data: any;
}

/** The events of a text/event-stream, without its comments. */
export function eventsOf(text: string): SentEvent[] {
  const whole = text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n/gm);
  return [...whole].map(([, id, event = '', data = '']) => ({ id: Number(id), event, data: JSON.parse(data) }));
}
