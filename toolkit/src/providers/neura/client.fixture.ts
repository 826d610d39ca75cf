import { EventRecorder, FakeClock, type Reply, ScriptedTransport, type SentRequest } from '../../testing/index.ts';
import { createClient, type NeuraOptions } from './client.ts';

export const invoice = {
  id: 'inv_1',
  agent: 'oracle',
  network: 'solana',
  amount: 0.25,
  currency: 'USDC',
  expiresAt: '2026-01-01T00:10:00.000Z',
};
const timestamp = '2026-01-01T00:00:00.000Z';
export const result = { agent: 'echo', output: 'hi' };

export const answers = {
  ok: { body: { success: true, data: result, timestamp }, afterMs: 5 },
  demand: { status: 402, body: { success: false, error: 'Payment required', invoice, timestamp } },
  paid: { body: { success: true, data: { invoice: invoice.id, receipt: 'rcp_1', paidAt: timestamp }, timestamp } },
  settled: {
    body: { success: true, data: { ...result, invoice: { id: invoice.id, settledAt: timestamp } }, timestamp },
  },
  limited: { status: 429, body: { success: false, error: 'Rate limit exceeded', retryAfter: 5, timestamp } },
  failed: (at: string): Reply => ({
    status: 500,
    body: { success: false, error: 'solana-rpc is down', timestamp: at },
  }),
} satisfies Record<string, Reply | ((at: string) => Reply)>;

/** The path of a request, without the host. */
export const pathOf = ({ url }: Pick<SentRequest, 'url'>): string => new URL(url).pathname;

/** Answers each request by its route. */
export const byRoute =
  (routes: Partial<Record<'call' | 'pay' | 'replay' | 'agents', Reply>>) => (request: SentRequest) =>
    routes[pathOf(request).split('/').at(-1) as keyof typeof routes] ?? 404;

export function setUpNeura(reply: (request: SentRequest, at: number) => Reply, options: Partial<NeuraOptions> = {}) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, reply);
  const recorder = new EventRecorder();
  const client = createClient({
    apiKey: 'nra_secret',
    baseUrl: 'http://neura.test',
    transport,
    clock,
    random: () => 0.5,
    onEvent: recorder.sink,
    ...options,
  });
  return { clock, transport, recorder, client };
}
