import { expect, it } from 'vitest';
import { parseRecords } from './records.ts';

it("finds the batches among the script's other words", () => {
  const record = { id: 'b0', warmUp: true, size: 2, succeeded: 1, durationMs: 12.5 };
  const console = [
    JSON.stringify({ level: 'info', msg: 'hello' }),
    JSON.stringify({ level: 'info', msg: JSON.stringify({ evenkeel: 'batch', ...record }) }),
    'not JSON',
    '',
  ].join('\n');
  expect(parseRecords(console)).toEqual([record]);
});
