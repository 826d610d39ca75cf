import { describe, expect, it } from 'vitest';
import type { Reply, SentRequest } from '../../testing/index.ts';
import { answers, byRoute, invoice, pathOf, setUpNeura } from './client.fixture.ts';
import type { NeuraClient } from './client.ts';
import type { Invoice } from './wire.ts';

const routes = { call: answers.demand, pay: answers.paid, replay: answers.settled };
const payment = { maxAmount: 0.25, maxTotal: 100, currency: 'USDC' };
const steps = (sent: readonly SentRequest[]): (string | undefined)[] =>
  sent.map((one) => pathOf(one).split('/').at(-1));

describe('a paid call', () => {
  it('is paid and replayed where that is allowed, each step under a name of its own', async () => {
    const { clock, transport, client, recorder } = setUpNeura(byRoute(routes), { payment });
    const called = client.call('oracle', 'price', { network: 'solana', callId: 'c' });
    expect(await clock.runUntil(called)).toMatchObject({ invoice: { id: invoice.id } });
    expect(steps(transport.sent)).toEqual(['call', 'pay', 'replay']);
    expect(transport.sent.map(({ callId }) => callId)).toEqual(['c', 'c.pay', 'c.replay']);
    expect(transport.sent[1]?.body).toBe('{"amount":0.25,"currency":"USDC"}');
    // A demand for payment is an answer, not a failure.
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
    ['it costs more than is left', { ...payment, maxTotal: 0.24 }, 'of 0.24 USDC for all calls 0 are paid.'],
  ])('is not paid where %s; its error has the invoice', async (_what, allowed, says) => {
    const { clock, transport, client } = setUpNeura(byRoute(routes), { ...(allowed && { payment: allowed }) });
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
    const { clock, transport, client, recorder } = setUpNeura(
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
    const { clock, transport, client } = setUpNeura(
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
    const { clock, transport, client } = setUpNeura(
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

  it.each([1, 195, 200])('keeps its invoice whatever its id: one of %i characters', async (length) => {
    const { clock, transport, client } = setUpNeura(byRoute(routes), { payment });
    const callId = 'c'.repeat(length);
    await clock.runUntil(client.call('oracle', 'price', { callId }));
    const ids = transport.sent.map((sent) => sent.callId);
    expect(ids.map((id) => id.split('.')[1])).toEqual([undefined, 'pay', 'replay']);
    expect(Math.max(...ids.map((id) => id.length))).toBeLessThanOrEqual(200);
  });

  it.each<[string, unknown]>([
    ['no invoice', undefined],
    ...[null, -5, 0, '', [], [0.2], true, '0.1', {}].map((amount): [string, unknown] => [
      `an amount that is ${JSON.stringify(amount)}`,
      { ...invoice, amount },
    ]),
    ['an amount without end', JSON.stringify({ invoice: { ...invoice, amount: 7 } }).replace('7', '1e999')],
    ['no currency', { ...invoice, currency: null }],
    ['no end', { ...invoice, expiresAt: 'soon' }],
    ['an id that would leave its place in the path', { ...invoice, id: '..' }],
    ['a network that is no name', { ...invoice, network: ['solana'] }],
  ])('is not paid where the demand for it has %s', async (_what, demanded) => {
    const body = typeof demanded === 'string' ? demanded : { success: false, invoice: demanded };
    const { clock, transport, client } = setUpNeura(byRoute({ ...routes, call: { status: 402, body } }), { payment });
    await expect(clock.runUntil(client.call('oracle', 1))).rejects.toMatchObject({ code: 'EVK_RESPONSE_INVALID' });
    expect(steps(transport.sent)).toEqual(['call']);
  });

  it.each([
    ['a network that there is not', { network: 'polygon' }],
    ['another network', { network: 'base' }],
    ['another agent', { agent: 'casino' }],
  ])('is not paid where its invoice is for %s, and the error has it', async (_what, other) => {
    const demanded = { ...invoice, ...other };
    const call = { status: 402, body: { success: false, invoice: demanded } };
    const { clock, transport, client } = setUpNeura(byRoute({ ...routes, call }), { payment });
    await expect(clock.runUntil(client.call('oracle', 1, { network: 'solana' }))).rejects.toMatchObject({
      code: 'EVK_PAYMENT_REQUIRED',
      invoice: demanded,
      message: expect.stringContaining('called was oracle on solana'),
    });
    expect(steps(transport.sent)).toEqual(['call']);
  });

  it('is not settled by a receipt for another invoice', async () => {
    const pay = { body: { success: true, data: { ...answers.paid.body.data, invoice: 'inv_2' } } };
    const { clock, client } = setUpNeura(byRoute({ ...routes, pay }), { payment });
    await expect(clock.runUntil(client.call('oracle', 1))).rejects.toMatchObject({
      code: 'EVK_RESPONSE_INVALID',
      invoice,
    });
  });

  it.each<[string, Invoice, string]>([
    ['of a network that there is not', { ...invoice, network: 'polygon' }, 'Option network is "polygon"'],
    ['that is none', { ...invoice, amount: Number.NaN }, 'Option invoice'],
  ])('cannot be settled by an invoice %s', async (_what, given, says) => {
    const { transport, client } = setUpNeura(byRoute(routes), { payment });
    await expect(client.settle(given)).rejects.toThrow(says);
    expect(transport.sent).toEqual([]);
  });
});

describe('what all calls may cost', () => {
  const total = { ...payment, maxTotal: 0.5 };
  const call = (client: NeuraClient, n: number) => client.call('oracle', 1, { network: 'solana', callId: `call-${n}` });

  it('is paid and no more, though they come at once, and not counting what was settled when asked to', async () => {
    const { clock, transport, client } = setUpNeura(byRoute(routes), { payment: total });
    await clock.runUntil(client.settle(invoice));
    const calls = [1, 2, 3].map((n) => call(client, n));
    const settled = await clock.runUntil(Promise.allSettled(calls));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(settled[2]).toMatchObject({ reason: { code: 'EVK_PAYMENT_REQUIRED', invoice } });
    expect(steps(transport.sent).filter((step) => step === 'pay')).toHaveLength(3);
  });

  it.each<[string, Reply, number]>([
    ['what was refused', { status: 410, body: { success: false, error: 'It has expired.' } }, 4],
    ['nothing of what had no answer', { error: new Error('reset') }, 2],
  ])('gets back %s', async (_what, pay, paid) => {
    const { clock, transport, client } = setUpNeura(byRoute({ ...routes, pay }), { payment: total });
    for (let n = 0; n < 4; n += 1) await clock.runUntil(call(client, n).catch(() => {}));
    const ids = transport.sent.filter((sent) => pathOf(sent).endsWith('pay')).map(({ callId }) => callId);
    expect(new Set(ids).size).toBe(paid);
  });
});
