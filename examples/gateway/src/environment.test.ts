import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';

const keys = { NIMBUS_API_KEY: 'nmb_pro_local', NEURA_API_KEY: 'nra_standard_local' };

describe('an environment', () => {
  it.each([
    [{ NIMBUS_API_KEY: '', NEURA_API_KEY: '' }, 'set one of NIMBUS_API_KEY, NEURA_API_KEY and NEROX_API_KEY'],
    [{ NEURA_MAX_PAYMENT: 'lots' }, 'NEURA_MAX_PAYMENT'],
    [{ NEURA_MAX_PAYMENT: '1 USDC' }, 'NEURA_MAX_TOTAL'],
    [{ NEURA_MAX_PAYMENT: '1 USDC', NEURA_MAX_TOTAL: '5 SOL' }, 'NEURA_MAX_TOTAL is "5 SOL": give an amount in USDC'],
    [{ DRAIN_MS: '5s' }, 'DRAIN_MS is "5s": give whole milliseconds'],
    [{ REQUEST_TIMEOUT_MS: '0' }, 'REQUEST_TIMEOUT_MS is "0": give whole milliseconds'],
    [{ EVENKEEL_REDIS_URL: 'http://user:secret@127.0.0.1' }, 'redis'],
  ])('with %o is refused, which is said without a secret', async (env, says) => {
    const refused = readEnvironment({ ...keys, ...env });
    await expect(refused).rejects.toThrow(says);
    await expect(refused).rejects.not.toThrow('secret');
  });

  it('says what is called, and how', async () => {
    const env = {
      ...keys,
      NIMBUS_TIER: 'free',
      NEURA_MAX_PAYMENT: '0.5 USDC',
      NEURA_MAX_TOTAL: '5 USDC',
      DRAIN_MS: '9',
    };
    expect(await readEnvironment(env)).toEqual({
      nimbus: { baseUrl: 'http://127.0.0.1:4010', apiKey: 'nmb_pro_local', tier: 'free' },
      neura: {
        baseUrl: 'http://127.0.0.1:4010',
        apiKey: 'nra_standard_local',
        payment: { maxAmount: 0.5, maxTotal: 5, currency: 'USDC' },
      },
      drainMs: 9,
    });
  });
});
