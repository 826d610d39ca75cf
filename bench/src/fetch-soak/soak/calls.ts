import type { Random } from '@evenkeel/toolkit';
import type { SteadyFetch } from '@evenkeel/toolkit/fetch';
import { LOOPBACK_NAME } from '../loopback-names.ts';
import { kindOf, type OriginKind } from './answers.ts';
import type { SoakPlan } from './plan.ts';

/** Every so many calls some of one account are made at once, so that it limits them, whatever the machine does. */
const SINGLE_CALLS = 400;
const BURST = 45;
/** So many of them have ended before the rest begin: enough to fail for a circuit to open, which refuses the rest. */
const FIRST_OF_BURST = 30;
/** So many accounts have a part of the calls that is larger than that of others. */
const OFTEN_CALLED = 50;
const bursts: readonly OriginKind[] = ['tells its limit', 'tells nothing', 'fails'];

export interface SoakCaller {
  fetch: SteadyFetch;
  plan: SoakPlan;
  port: number;
  random: Random;
  /** One for all calls, but for those that are aborted. */
  signal: AbortSignal;
}

/** Makes the calls from number `from` to before number `to`; resolves when all of them have ended. */
export async function makeSoakCalls(caller: SoakCaller, from: number, to: number, ended: () => void): Promise<void> {
  let next = from;
  const work = async (): Promise<void> => {
    while (next < to) {
      const at = next;
      const isBurst = at % SINGLE_CALLS === SINGLE_CALLS - 1;
      next += isBurst ? BURST : 1;
      // Those of a burst are numbered, too, and the last one may go beyond the end.
      const calls = isBurst ? burst(caller, at) : [single(caller)];
      for (const call of calls) void call.then(ended);
      await Promise.all(calls);
    }
  };
  await Promise.all(Array.from({ length: caller.plan.atOnce }, work));
}

const pick = (random: Random, below: number): number => Math.floor(random() * below);

const urlOf = (origin: number, port: number): string => `http://o${origin}${LOOPBACK_NAME}:${port}/items`;

function burst({ fetch, plan, port, random, signal }: SoakCaller, at: number): Promise<void>[] {
  const kind = bursts[Math.floor(at / SINGLE_CALLS) % bursts.length];
  let origin = pick(random, plan.origins);
  while (kindOf(origin) !== kind) origin = (origin + 1) % plan.origins;
  const headers = { authorization: `Bearer ${pick(random, Math.min(5, plan.credentials))}` };
  const tenants = [fetch.with({ tenant: 'a' }), fetch.with({ tenant: 'b', priority: 1 })];
  const make = (call: number): Promise<void> => {
    const of = tenants[call % tenants.length] ?? fetch;
    return read(of(urlOf(origin, port), { method: 'POST', headers, body: 'x', signal }), random);
  };
  const first = Array.from({ length: FIRST_OF_BURST }, (_, call) => make(call));
  const ended = Promise.all(first);
  const rest = Array.from({ length: BURST - FIRST_OF_BURST }, (_, call) => ended.then(() => make(call)));
  return [...first, ...rest];
}

/** The kinds of requests, by the part of the calls that has each, counted from 0. */
const requests: readonly (readonly [upTo: number, init: (random: Random) => RequestInit])[] = [
  [0.7, () => ({})],
  [0.85, (random) => ({ method: 'POST', body: '{"a":1}', headers: { 'idempotency-key': `key ${random()}` } })],
  [0.95, () => ({ method: 'PUT', body: new Uint8Array(2_000) })],
  [1, () => ({ method: 'POST', body: new Blob(['piece']).stream(), duplex: 'half' }) as RequestInit],
];

async function single({ fetch, plan, port, random, signal: shared }: SoakCaller): Promise<void> {
  const often = random() < 0.3;
  const credential = pick(random, often ? OFTEN_CALLED : plan.credentials);
  let origin = often ? credential % plan.origins : pick(random, plan.origins);
  while (kindOf(origin) !== 'mixed') origin = (origin + 1) % plan.origins;
  const draw = random();
  const init = requests.find(([upTo]) => draw < upTo)?.[1](random) ?? {};
  const headers = new Headers({ ...(init.headers as Record<string, string>), authorization: `Bearer ${credential}` });
  if (random() < 0.02) headers.set('evenkeel-max-wait-ms', '5');
  const controller = random() < 0.02 ? new AbortController() : undefined;
  const abort = controller && setTimeout(() => controller.abort(), random() * 30);
  const call = fetch(urlOf(origin, port), { ...init, headers, signal: controller?.signal ?? shared });
  await read(call, random);
  clearTimeout(abort);
}

/** Ends a call as applications do: reads the body, or a copy, or gives it up. Its errors are what it may end with. */
async function read(call: Promise<Response>, random: Random): Promise<void> {
  try {
    const response = await call;
    const draw = random();
    if (draw < 0.05) await response.body?.cancel();
    else if (draw < 0.1) await Promise.all([response.clone().text(), response.text()]);
    else await response.text();
  } catch {
    // What calls have ended with is counted by what they report.
  }
}
