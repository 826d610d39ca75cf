import { expect, it } from 'vitest';
import { need } from './need.fixture.ts';

const nowhere = { PATH: '' };

it('skips with a reason on a machine that lacks something', async () => {
  expect(await need('redis-server', nowhere)).toEqual({
    missing: true,
    because: ' (skipped: redis-server is missing here)',
  });
});

it.each(['true', '1'])('fails instead in CI (CI=%s)', async (CI) => {
  await expect(need('redis-server', { ...nowhere, CI })).rejects.toThrow(
    'These tests need redis-server, and CI must not skip them',
  );
});
