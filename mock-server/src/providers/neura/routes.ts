import { idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AdmittedRequest, MockResponse, ProviderService } from '../../requests/service.ts';
import { UpstreamFailure } from '../../upstream/upstream.ts';
import type { Routes } from '../provider.ts';
import { agents, type Price } from './agents.ts';
import { execute, reading } from './execution.ts';
import { type Invoice, Invoices } from './invoices.ts';
import { Remembered } from './remembered.ts';
import { booksSchema, neuraSchema } from './schema.ts';

interface Params {
  network: string;
  agent: string;
  invoice: string;
}

type Request = FastifyRequest<{ Params: Params; Body: { input: unknown } & Price }>;

/** Neura's routes: what each operation of its contract does. */
export function addNeuraRoutes(scope: FastifyInstance, service: ProviderService): Routes {
  const router = new Router(service);
  const operations: Record<
    string,
    (request: Request, admitted: AdmittedRequest) => Promise<MockResponse> | MockResponse
  > = {
    discover: (request) => router.discover(request),
    agent_call: (request, admitted) => router.call(request, admitted),
    invoice_pay: (request, admitted) => router.pay(request, admitted),
    invoice_replay: (request, admitted) => router.replay(request, admitted),
  };
  for (const [operation, work] of Object.entries(operations)) {
    scope.route<{ Params: Params; Body: { input: unknown } & Price }>({
      ...service.route(operation),
      schema: neuraSchema(operation, service.settings),
      handler: (request, reply) => service.responder.work(request, reply, (admitted) => work(request, admitted)),
    });
  }
  return {
    addAdminRoutes: (admin) => {
      admin.get('/admin/neura/invoices', { schema: booksSchema }, () => router.invoices.books());
    },
  };
}

class Router {
  readonly invoices: Invoices;
  readonly #service: ProviderService;
  readonly #calls = new Remembered<MockResponse>();

  constructor(service: ProviderService) {
    this.#service = service;
    this.invoices = new Invoices(service.seed);
  }

  discover({ params: { network } }: Request): MockResponse {
    return this.#success({ agents: agents.map((agent) => ({ ...agent, network })) });
  }

  call(request: Request, admitted: AdmittedRequest): Promise<MockResponse> {
    const key = request.headers[idempotencyKeyHeader];
    const named = typeof key === 'string' ? `${admitted.account} ${request.url} ${key}` : undefined;
    return this.#failuresOf(() => this.#calls.once(named, () => this.#call(request, admitted)));
  }

  async #call(
    { params: { network, agent: id }, body: { input } }: Request,
    admitted: AdmittedRequest,
  ): Promise<MockResponse> {
    const agent = agents.find((one) => one.id === id);
    if (agent === undefined) return this.#failure(404, 'There is no such agent.');
    const read = reading(input);
    if (agent.price === null) return this.#success(await this.#execute(id, network, read, admitted));
    const call = { account: admitted.account, agent: id, network, read, price: agent.price };
    const invoice = this.invoices.write(call, admitted.subject.callId, this.#service.now());
    if (invoice !== null) return this.#demand(invoice);
    return this.#failure(503, 'The books are full of invoices that are paid and not settled: replay those first.');
  }

  pay({ params, body }: Request, admitted: AdmittedRequest): MockResponse {
    const invoice = this.invoices.find(params.invoice, { account: admitted.account, network: params.network });
    if (invoice === undefined) return this.#failure(404, 'There is no such invoice.');
    const payment = this.invoices.pay(invoice, body, this.#service.now());
    if ('receipt' in payment) return this.#success(payment.receipt);
    const { amount, currency, expiresAt } = invoice;
    return payment.refused === 'expired'
      ? this.#failure(410, `The invoice has expired at ${expiresAt}.`)
      : this.#failure(400, `The invoice asks for ${amount} ${currency}: pay exactly that.`);
  }

  async replay({ params }: Request, admitted: AdmittedRequest): Promise<MockResponse> {
    const { account } = admitted;
    const invoice = this.invoices.find(params.invoice, { account, network: params.network });
    if (invoice === undefined) return this.#failure(404, 'There is no such invoice.');
    if (!this.invoices.isPaid(invoice)) return this.#demand(invoice);
    return this.#failuresOf(async () => {
      const now = (): number => this.#service.now();
      const settled = this.invoices.settle(
        invoice,
        ({ agent, network, read }) => this.#execute(agent, network, read, admitted),
        now,
      );
      return this.#success(await settled);
    });
  }

  /** Each execution makes one upstream data call. */
  async #execute(agent: string, network: string, read: string, { subject, leftMs, failsUpstream }: AdmittedRequest) {
    await this.#service.upstream(network).call({ subject, serviceMs: leftMs, fails: failsUpstream(network) });
    return execute(agent, network, read);
  }

  async #failuresOf(work: () => Promise<MockResponse>): Promise<MockResponse> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      return { status: 500, body: { success: false, error: error.message, timestamp: iso(error.atMs) } };
    }
  }

  #success(data: object): MockResponse {
    return { body: { success: true, data, timestamp: iso(this.#service.now()) } };
  }

  #failure(status: number, message: string): MockResponse {
    return { status, body: this.#service.errorFormat.error({ status, code: 'refused', message }) };
  }

  #demand(invoice: Invoice): MockResponse {
    const timestamp = iso(this.#service.now());
    return { status: 402, body: { success: false, error: 'Payment required', invoice, timestamp } };
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
