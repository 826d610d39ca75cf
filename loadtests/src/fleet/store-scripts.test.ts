import { expect, it } from 'vitest';
import { countScripts } from './store-scripts.ts';

it('counts what Redis says it ran as a script, and nothing else', () => {
  const stats = [
    '# Commandstats',
    'cmdstat_evalsha:calls=120,usec=4000,usec_per_call=33.3,rejected_calls=0,failed_calls=0',
    'cmdstat_eval:calls=3,usec=900,usec_per_call=300,rejected_calls=0,failed_calls=0',
    'cmdstat_zadd:calls=5000,usec=1,usec_per_call=1,rejected_calls=0,failed_calls=0',
  ].join('\r\n');
  expect(countScripts(stats)).toBe(123);
  expect(countScripts('')).toBe(0);
});
