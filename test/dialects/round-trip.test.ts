import { buildApp } from '@evenkeel/mock-server';
import { type ProviderContract, ratesOf, type Tier, wireOperation } from '@evenkeel/toolkit/providers';
import { FakeClock } from '@evenkeel/toolkit/testing';
import { describe, expect, it } from 'vitest';
import * as contracts from '../../examples/contracts/index.ts';
import { classifyResponse } from '../../toolkit/src/call/classify.ts';
import { fillPath } from '../../toolkit/src/client/write-request.ts';
import { credentials } from '../../toolkit/src/contract/authentication.ts';
import { ResponseMemory } from '../../toolkit/src/contract/rule.ts';
import { hintReaders, readHints } from '../../toolkit/src/http/read-hints.ts';
import { ReceivedResponse } from '../../toolkit/src/http/received-response.ts';

/** So few that they are soon used up. */
const AMOUNT = 3;
/** So slow that none comes while requests are served. */
const REFILL_PER_S = AMOUNT / 60;
const START_MS = Date.UTC(2026, 10, 1, 12);

/** A mock server of one contract, and what a client of the same contract reads in its answers. */
class Pair {
  readonly #clock = new FakeClock(START_MS);
  readonly #contract: ProviderContract;
  readonly #app: ReturnType<typeof buildApp>;
  readonly #memory = new ResponseMemory();

  constructor(contract: ProviderContract) {
    this.#contract = contract;
    const numbers = Object.entries(contract.tiers).flatMap(([tier, { limits }]) =>
      limits.flatMap(({ kind }, at) => {
        if (kind === 'concurrency') return [];
        const path = `/tiers/${tier}/limits/${at}`;
        return [[`${path}/amount`, AMOUNT], ...(kind === 'bucket' ? [[`${path}/refillPerSecond`, REFILL_PER_S]] : [])];
      }),
    );
    this.#app = buildApp({
      adminToken: 'a-token-for-this-test',
      clock: this.#clock,
      contracts: [contract],
      contractOverrides: { [contract.name]: Object.fromEntries(numbers) },
    });
  }

  /** Sends a request, and reads its answer. */
  async ask(key: string | null) {
    const [name = ''] = Object.keys(this.#contract.operations);
    const { method, path } = wireOperation(this.#contract, name);
    const params = Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => [param, 'one']));
    const by = this.#contract.authentication;
    const sent = this.#app.inject({
      method: method as 'GET',
      url: fillPath(path, params),
      headers: key === null || by === null ? {} : { [by.header]: credentials(by, key) },
      ...(method === 'GET' ? {} : { payload: {} }),
    });
    let answered = false;
    sent.then(() => {
      answered = true;
    });
    // The service time passes; a refusal has none.
    for (let turn = 0; turn < 50 && !answered; turn += 1) {
      await new Promise(setImmediate);
      if (this.#clock.pending > 0 && !answered) this.#clock.tick(this.#clock.newestMs);
    }
    const answer = await sent;
    const header = (of: string): string | undefined => {
      const value = answer.headers[of];
      return value === undefined ? undefined : String(value);
    };
    const response = new ReceivedResponse({ status: answer.statusCode, header, body: answer.body });
    const rule = classifyResponse(this.#contract, response, this.#memory);
    const nowMs = this.#clock.now();
    return {
      status: answer.statusCode,
      rule,
      hints: readHints(this.#contract.hints, response, { nowMs, class: rule.class, readers: hintReaders }),
    };
  }
}

/** Shopify's own, but counted in the points of which its bodies tell, and nothing else does. */
function shopifyInPoints(): ProviderContract {
  const contract: ProviderContract = structuredClone(contracts.shopify);
  contract.hints = contract.hints.filter(({ unit }) => unit === 'points');
  const [operation] = Object.values(contract.operations);
  Object.assign(operation ?? {}, { costs: { points: 1 } });
  for (const { limits } of Object.values(contract.tiers)) {
    for (const limit of limits) limit.unit = 'points';
  }
  return contract;
}

const localKey = ({ name, authentication, defaultTier }: ProviderContract): string =>
  `${authentication?.keyPrefix || `${name}_`}${defaultTier}_local`;

const read = [...Object.values(contracts), { ...shopifyInPoints(), title: 'Shopify, in points' }];

describe.each(read)('$title', (contract: ProviderContract) => {
  const tier = contract.tiers[contract.defaultTier] as Tier;
  const [limit] = ratesOf(tier);
  const unit = limit?.unit ?? '';
  const told = (means: string) => contract.hints.some((hint) => hint.unit === unit && hint.means === means);

  it('the client reads in the answers what the mock server has counted', async () => {
    const pair = new Pair(contract);
    for (let left = AMOUNT - 1; left >= 0; left -= 1) {
      const { rule, hints } = await pair.ask(localKey(contract));
      expect([rule.class, hints.malformed]).toEqual(['ok', []]);
      const { remaining, limit: most } = hints.units.get(unit) ?? {};
      if (told('remaining')) expect(remaining).toBe(left);
      if (told('limit')) expect(most).toBe(AMOUNT);
    }
    const { rule, hints } = await pair.ask(localKey(contract));
    expect([rule.class, rule.retry, hints.malformed]).toEqual(['throttled', true, []]);
    if (told('remaining')) expect(hints.units.get(unit)?.remaining).toBe(0);
    if (['wait', 'reset', 'window-length', 'restore-rate'].some(told)) {
      const longestMs = limit?.kind === 'window' ? limit.windowMs : 60_000;
      expect(hints.waitMs).toBeGreaterThan(0);
      expect(hints.waitMs).toBeLessThanOrEqual(longestMs);
    } else expect(hints.waitMs).toBeUndefined();
  });

  it.each([
    ['no key', null],
    ['a wrong key', 'wrong'],
  ])('%s is refused for good, and pauses nobody', async (_what, key) => {
    const { status, rule, hints } = await new Pair(contract).ask(key);
    expect([status, rule.class, rule.retry, hints.waitMs]).toEqual([401, 'permanent', false, undefined]);
  });
});
