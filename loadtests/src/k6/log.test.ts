import { expect, it } from 'vitest';
import { errorsIn } from './log.ts';

it('takes the message of each error, without its stack', () => {
  const log = [
    '{"error":"json: unknown field","level":"warning","msg":"There were unknown fields"}',
    '{"executor":"shared-iterations","level":"error","msg":"Error: boom\\n\\tat default (file:///a.js:5:123(26))\\n"}',
    'plain words',
    '{"level":"error","msg":"invalid threshold defined on nevr"}',
  ].join('\n');
  expect(errorsIn(log)).toEqual(['boom', 'invalid threshold defined on nevr']);
});
