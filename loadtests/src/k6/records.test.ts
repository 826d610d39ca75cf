import { expect, it } from 'vitest';
import { parseRecords } from './records.ts';

it("finds what is for the runner among the script's other words", () => {
  const record = { id: 'b0', warmUp: true, size: 2, succeeded: 1, durationMs: 12.5 };
  const console = [
    JSON.stringify({ level: 'info', msg: 'hello' }),
    JSON.stringify({ level: 'info', msg: JSON.stringify({ evenkeel: 'batch', ...record }) }),
    JSON.stringify({ level: 'info', msg: JSON.stringify({ evenkeel: 'job', id: 'j0' }) }),
    JSON.stringify({ level: 'info', msg: JSON.stringify({ evenkeel: 'usage', usedGpuMs: 7 }) }),
    'not JSON',
    '',
  ].join('\n');
  expect(parseRecords(console)).toEqual({ batches: [record], jobs: [{ id: 'j0' }], usage: { usedGpuMs: 7 } });
});
