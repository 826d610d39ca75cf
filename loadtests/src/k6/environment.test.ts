import { expect, it } from 'vitest';
import { k6Environment } from './environment.ts';

it("keeps the user's own k6 settings out of the run", () => {
  const env = k6Environment({ PATH: '/bin', K6_VUS: '5', K6_DURATION: '1h' }, { EVENKEEL_RUN: '{}' });
  expect(env).toEqual({
    PATH: '/bin',
    EVENKEEL_RUN: '{}',
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  });
});
