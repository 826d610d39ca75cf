import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { attemptHeader, callIdHeader } from '@evenkeel/toolkit/providers';
import { seededRandom } from '@evenkeel/toolkit/testing';
import { LOOK_MS, lateBy } from '../lateness.ts';
import { callsOf, lognormal, numberOf } from '../load.ts';
import type { LoadPlan } from '../plan.ts';
import { Account } from './account.ts';
import type { SeenRequest } from './journal.ts';

/**
 * The API, and the referee: a process of its own. Its accounts are its keys, each with limits of its own. Its parent asks
 * for the journal.
 */
const { plan, seed } = JSON.parse(process.argv[2] ?? '') as { plan: LoadPlan; seed: number };
const { service, network } = plan;
const calls = callsOf(plan, seed);
const accounts = new Map<string, Account>();
const journal: SeenRequest[] = [];
const late = monitorEventLoopDelay({ resolution: LOOK_MS });
const epochMs = (): number => performance.timeOrigin + performance.now();

/** Each request's delays are the same in each round of the seed, in whatever order requests come. */
function delaysOf(call: number, attempt: number): { thereMs: number; serviceMs: number; backMs: number } {
  const random = seededRandom((seed ^ Math.imul(call + 1, 0x9e3779b1) ^ Math.imul(attempt, 0x85ebca6b)) >>> 0);
  const trip = (): number => network.leastMs + random() * (network.mostMs - network.leastMs);
  return { thereMs: trip(), serviceMs: lognormal(service.meanMs, service.sigma, random), backMs: trip() };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const key = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const number = numberOf(String(request.headers[callIdHeader]));
  const attempt = Number(request.headers[attemptHeader]);
  const estimate = await estimateOf(request);
  const { actual } = calls[number] as (typeof calls)[number];
  const { thereMs, serviceMs, backMs } = delaysOf(number, attempt);
  await delay(thereMs);
  const account = accounts.get(key) ?? new Account(plan.limits, plan.charges, performance.now());
  accounts.set(key, account);
  const seen = {
    account: key,
    call: number,
    attempt,
    atMs: epochMs(),
    level: account.level('tokens', performance.now()),
  };
  const decision = account.arrive({ estimate, actual }, performance.now());
  const send = async (status: number, body: object, headers = {}): Promise<void> => {
    const limits = account.headers(performance.now());
    await delay(backMs);
    response.writeHead(status, { 'content-type': 'application/json', ...limits, ...headers }).end(JSON.stringify(body));
  };
  if (!decision.admitted) {
    const { lacking, retryAfterS } = decision;
    const toldMs = retryAfterS * 1_000;
    journal.push({ ...seen, admitted: false, lacking, toldMs, charged: 0, actual: 0, settledAtMs: null });
    const error = { message: `There are too few ${lacking.join(' and ')} left.` };
    return send(429, { error }, { 'retry-after': String(retryAfterS) });
  }
  const { charged } = decision;
  const entry: SeenRequest = { ...seen, admitted: true, lacking: [], toldMs: 0, charged, actual, settledAtMs: null };
  journal.push(entry);
  await delay(serviceMs);
  account.settle({ actual }, charged, performance.now());
  entry.settledAtMs = epochMs();
  return send(200, { text: 'Well said.', usage: { total_tokens: actual } });
}

async function estimateOf(request: IncomingMessage): Promise<number> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return Number(JSON.parse(text).max_tokens);
}

const server = createServer((request, response) => {
  // A client that was stopped has closed its connections.
  answer(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = 60_000;
process.on('disconnect', () => process.exit(0));
process.on('message', ({ type }: { type: string }) => {
  if (type === 'begin') {
    journal.length = 0;
    late.reset();
  }
  if (type === 'journal') process.send?.({ type: 'journal', journal, lateMs: lateBy(late) });
});
// All that come at once at first have a connection each.
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  late.enable();
  process.send?.({ type: 'listening', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
