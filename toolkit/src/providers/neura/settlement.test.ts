import { describe, expect, it } from 'vitest';
import type { SentRequest } from '../../testing/index.ts';
import { answers, byRoute, invoice, pathOf, setUp } from './client.fixture.ts';

const routes = { call: answers.demand, pay: answers.paid, replay: answers.settled };
const payment = { maxAmount: 0.25, currency: 'USDC' };
const steps = (sent: readonly SentRequest[]): (string | undefined)[] =>
  sent.map((one) => pathOf(one).split('/').at(-1));

describe('a paid call', () => {
  it('is paid and replayed where that is allowed, each step under a name of its own', async () => {
    const { clock, transport, client, recorder } = setUp(byRoute(routes), { payment });
    const called = client.call('oracle', 'price', { network: 'solana', callId: 'c' });
    expect(await clock.runUntil(called)).toMatchObject({ invoice: { id: invoice.id } });
    expect(steps(transport.sent)).toEqual(['call', 'pay', 'replay']);
    expect(transport.sent.map(({ callId }) => callId)).toEqual(['c', 'c.pay', 'c.replay']);
    expect(transport.sent[1]?.body).toBe('{"amount":0.25,"currency":"USDC"}');
    // A demand for payment is an answer, and no failure.
    expect(recorder.ofType('call-ended').map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'agent_call ok',
      'invoice_pay ok',
      'invoice_replay ok',
    ]);
    expect(recorder.ofType('attempt-ended')[0]).toMatchObject({ result: 'payment', status: 402 });
  });

  it.each([
    ['nothing is allowed', undefined, 'oracle asks for 0.25 USDC.'],
    ['it costs more', { ...payment, maxAmount: 0.24 }, 'allowed are up to 0.24 USDC.'],
    ['it costs another currency', { ...payment, currency: 'SOL' }, 'allowed are up to 0.25 SOL.'],
  ])('is not paid where %s; its error has the invoice', async (_what, allowed, says) => {
    const { clock, transport, client } = setUp(byRoute(routes), { ...(allowed && { payment: allowed }) });
    await expect(clock.runUntil(client.call('oracle', 1))).rejects.toMatchObject({
      code: 'EVK_PAYMENT_REQUIRED',
      outcome: 'rejected',
      invoice,
      message: expect.stringContaining(says),
    });
    expect(steps(transport.sent)).toEqual(['call']);
    await clock.runUntil(client.settle(invoice));
    expect(steps(transport.sent)).toEqual(['call', 'pay', 'replay']);
  });

  it('is retried step by step: a replay that fails does not pay again, and does not move the breaker', async () => {
    let replays = 0;
    const { clock, transport, client, recorder } = setUp(
      (request) => {
        const replay = pathOf(request).endsWith('replay');
        if (replay) replays += 1;
        return replay && replays < 4 ? answers.failed(`T${replays}`) : byRoute(routes)(request);
      },
      { payment },
    );
    await clock.runUntil(client.call('oracle', 1));
    expect(steps(transport.sent)).toEqual(['call', 'pay', 'replay', 'replay', 'replay', 'replay']);
    expect(recorder.ofType('breaker-changed')).toEqual([]);
  });

  it('that cannot be replayed ends with its invoice, and is settled later without another demand', async () => {
    let down = true;
    const { clock, transport, client } = setUp(
      (request) => (down && pathOf(request).endsWith('replay') ? answers.failed('T') : byRoute(routes)(request)),
      { payment },
    );
    const error = await clock.runUntil(client.call('oracle', 1).catch((reason: unknown) => reason));
    expect(error).toMatchObject({
      code: 'EVK_UPSTREAM_ERROR',
      status: 500,
      attempts: 4,
      invoice,
      message: expect.stringContaining('inv_1 is not settled'),
      cause: { message: expect.stringContaining('solana-rpc is down') },
    });
    down = false;
    await clock.runUntil(client.settle(invoice));
    expect(steps(transport.sent).slice(-2)).toEqual(['pay', 'replay']);
  });

  it('sends nothing more once it is cancelled', async () => {
    const controller = new AbortController();
    const { clock, transport, client } = setUp(
      (request) => {
        if (pathOf(request).endsWith('pay')) controller.abort();
        return byRoute(routes)(request);
      },
      { payment },
    );
    const called = client.call('oracle', 1, { signal: controller.signal });
    await expect(clock.runUntil(called)).rejects.toMatchObject({ code: 'EVK_CANCELLED', invoice });
    expect(steps(transport.sent)).toEqual(['call', 'pay']);
  });

  it('is refused where the demand for it cannot be read', async () => {
    const broken = { status: 402, body: { success: false, error: 'Payment required' } };
    const { clock, client } = setUp(byRoute({ ...routes, call: broken }), { payment });
    await expect(clock.runUntil(client.call('oracle', 1))).rejects.toMatchObject({ code: 'EVK_RESPONSE_INVALID' });
  });
});
